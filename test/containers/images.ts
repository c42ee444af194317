import { summarizeError } from '../../src/runtime/start-error.js';
import { docker } from './docker.js';
import { buildStandIns, type StandIn, standInTag } from './stand-ins.js';

/** The images of Dockerfile and docker-compose.yml that are not built here, with the services that use them. */
const images: readonly { image: string; standIn: StandIn; services: string[] }[] = [
  { image: 'node:20-bookworm-slim', standIn: 'node', services: [] },
  { image: 'postgres:18', standIn: 'postgres', services: ['postgres'] },
  { image: 'temporalio/server:1.31.0', standIn: 'temporal-server', services: ['temporal'] },
  {
    image: 'temporalio/admin-tools:1.31.0',
    standIn: 'temporal-admin-tools',
    services: ['temporal-schema', 'temporal-namespace'],
  },
  { image: 'temporalio/ui:2.49.1', standIn: 'temporal-ui', services: ['temporal-ui'] },
  { image: 'caddy:2', standIn: 'caddy', services: ['proxy'] },
];

/**
 * Pulls the images, or builds a stand-in for each that cannot be pulled, and prints which it is. Returns the base image of ours,
 * and a compose file that names the stand-ins.
 */
export async function prepareImages() {
  const missing = [];
  for (const one of images) {
    const reason = await docker(['pull', '--quiet', one.image], { timeout: 600_000 }).then(
      () => undefined,
      (error: unknown) => summarizeError(error),
    );
    console.log(
      reason === undefined
        ? `${one.image}: pulled`
        : `${one.image}: STAND-IN, as it cannot be pulled: ${reason}`,
    );
    if (reason !== undefined) missing.push(one);
  }
  if (missing.length > 0) await buildStandIns(missing.map(({ standIn }) => standIn));
  return {
    nodeImage: missing.some(({ standIn }) => standIn === 'node')
      ? standInTag('node')
      : 'node:20-bookworm-slim',
    override: {
      services: Object.fromEntries(
        missing.flatMap(({ services, standIn }) =>
          services.map((service) => [service, { image: standInTag(standIn), pull_policy: 'never' }]),
        ),
      ),
    },
  };
}
