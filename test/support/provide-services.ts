import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { startTestServices } from './services.js';

/** The processes and the workflow bundles that tests start come from `built`. */
async function build(): Promise<void> {
  await promisify(execFile)(process.execPath, ['tools/build.js']);
}

/** Starts what the tests share, once, before the first test file. Returns a function that stops it. */
export async function provideServices(
  project: TestProject,
  options: Parameters<typeof startTestServices>[0],
): Promise<() => Promise<void>> {
  await build();
  project.onTestsRerun(build);
  const { services, stop } = await startTestServices(options);
  let stopping: Promise<void> | undefined;
  const stopOnce = async (): Promise<void> => await (stopping ??= stop());
  // After a second interrupt, vitest does not call the teardown.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void stopOnce());
  }
  project.provide('databaseUrl', services.databaseUrl);
  project.provide('temporalAddress', services.temporalAddress);
  project.provide('temporalPath', services.temporalPath);
  project.provide('chromiumPath', services.chromiumPath);
  project.provide('chromiumArgs', services.chromiumArgs);
  project.provide('machines', services.machines);
  return stopOnce;
}
