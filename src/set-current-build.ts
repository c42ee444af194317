import { Client, Connection } from '@temporalio/client';
import { ConfigError, readWorkerConfig } from './config.js';
import { exitOnError } from './exit-on-error.js';
import { requireService } from './runtime/require-service.js';
import { setCurrentBuild, UnknownBuildError } from './worker/worker-build.js';

/** `npm run set-current-build`: sends new logins to the build of WORKER_DEPLOYMENT and WORKER_BUILD_ID. */
async function main(): Promise<void> {
  const { temporal, worker } = readWorkerConfig(process.env);
  if (!worker.build)
    throw new ConfigError(
      'WORKER_DEPLOYMENT and WORKER_BUILD_ID are not set. Set them to the build that new logins should go to.',
    );
  const connection = await requireService('Temporal', 'TEMPORAL_ADDRESS', () =>
    Connection.connect({ address: temporal.address, ...temporal.credentials }),
  );
  const { deploymentName, buildId } = worker.build;
  try {
    await setCurrentBuild(new Client({ connection, namespace: temporal.namespace }), worker.build);
    console.log(`New logins of "${deploymentName}" now go to the build "${buildId}".`);
  } catch (error) {
    if (!(error instanceof UnknownBuildError)) throw error;
    throw new ConfigError(
      `Start a worker of the build "${buildId}" first. Temporal responded: ${error.message}`,
    );
  } finally {
    await connection.close();
  }
}

main().then(() => process.exit(0), exitOnError);
