import { rm } from 'node:fs/promises';
import type { DataFolder } from './data-folder.js';
import { writePrivateJson } from './private-file.js';

/** What `DATA_DIR/ready.json` tells programs; its form is part of the contract. */
export interface ReadyFile {
  api: string;
  dashboard: string;
  temporal_ui: string | null;
  temporal_address: string;
  temporal_namespace: string;
  task_queue: string;
  database_url: string;
  demo_bank: string | null;
  pids: {
    main: number;
    api: number | null;
    worker: number | null;
    temporal: number | null;
    postgres: number | null;
  };
  demo: { email: string; password: string; account_id: string; api_key: string } | null;
}

export async function writeReadyFile(folder: DataFolder, content: ReadyFile): Promise<void> {
  await writePrivateJson(folder.ready, content);
}

export async function removeReadyFile(folder: DataFolder): Promise<void> {
  await rm(folder.ready, { force: true });
}
