import { rm } from 'node:fs/promises';
import { z } from 'zod';
import type { DataFolder } from './data-folder.js';
import { writePrivateJson } from './private-file.js';

/** The content of `DATA_DIR/ready.json`, for programs that use a running instance. Its fields must stay as they are. */
export const readyFileSchema = z.object({
  api: z.url(),
  dashboard: z.url(),
  temporal_ui: z.url().nullable(),
  temporal_address: z.string(),
  temporal_namespace: z.string(),
  task_queue: z.string(),
  database_url: z.url(),
  demo_bank: z.url().nullable(),
  pids: z.object({
    main: z.int(),
    api: z.int().nullable(),
    worker: z.int().nullable(),
    temporal: z.int().nullable(),
    postgres: z.int().nullable(),
  }),
  demo: z
    .object({ email: z.string(), password: z.string(), account_id: z.uuid(), api_key: z.string() })
    .nullable(),
});
export type ReadyFile = z.infer<typeof readyFileSchema>;

/** Writes ready.json. Its existence means that all parts are ready. */
export async function writeReadyFile(folder: DataFolder, content: ReadyFile): Promise<void> {
  await writePrivateJson(folder.ready, content);
}

/** Removes ready.json, if it exists. */
export async function removeReadyFile(folder: DataFolder): Promise<void> {
  await rm(folder.ready, { force: true });
}
