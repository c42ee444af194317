import { readFile } from 'node:fs/promises';

/** The bundled workflows of a queue, as `tools/build.js` made them. `workflowBundle` of a worker. */
export async function readWorkflowBundle(of: 'logins' | 'deliveries'): Promise<{ code: string }> {
  const file = new URL(`../../built/workflow-bundles/${of}.js`, import.meta.url);
  return { code: await readFile(file, 'utf8') };
}
