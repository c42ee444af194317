import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, isGrpcServiceError } from '@temporalio/client';
import type { WorkerDeploymentVersion } from '@temporalio/common';

/** gRPC's words: there is no such thing; it is not in the state for that. */
const notThere = new Set([5, 9]);
const lookEveryMs = 2_000;
const lookTakesAtMostMs = 3_000;

/** No worker of the build has been seen. */
export class UnknownBuild extends Error {
  override readonly name = 'UnknownBuild';
}

/** From now on new logins go to this build; those that are open stay where they are. Throws UnknownBuild. */
export async function makeCurrent(client: Client, build: WorkerDeploymentVersion): Promise<void> {
  const { namespace } = client.options;
  try {
    await client.workflowService.setWorkerDeploymentCurrentVersion({ namespace, ...build });
  } catch (error) {
    if (isGrpcServiceError(error) && notThere.has(error.code)) throw new UnknownBuild(error.details);
    throw error;
  }
}

/**
 * Resolves when no login needs the workers of this build: none is pinned to it. Soon when new logins still go to it,
 * for then other workers of the build are there, or are about to be; at once without a build. Gives up on a signal.
 */
export async function untilNoLoginNeeds(
  client: Client,
  build: WorkerDeploymentVersion | undefined,
  giveUp: AbortSignal,
): Promise<void> {
  if (!build) return;
  // A login that has just begun is counted a moment later: one look alone is not believed.
  for (let isFreeAtLooks = 0; !giveUp.aborted;) {
    const look = client.withDeadline(Date.now() + lookTakesAtMostMs, () => needsOld(client, build));
    // What Temporal cannot say now it may say at the next look.
    const isNeeded = await look.catch(() => true);
    isFreeAtLooks = isNeeded ? 0 : isFreeAtLooks + 1;
    if (isFreeAtLooks === 2) return;
    await sleep(lookEveryMs, undefined, { signal: giveUp }).catch(() => undefined); // it gives up
  }
}

async function needsOld(client: Client, build: WorkerDeploymentVersion): Promise<boolean> {
  const { namespace } = client.options;
  const { deploymentName, buildId } = build;
  const described = await client.workflowService.describeWorkerDeployment({ namespace, deploymentName });
  const current = described.workerDeploymentInfo?.routingConfig?.currentDeploymentVersion;
  if (current?.buildId === buildId) return false;
  const { count } = await client.workflow.count(
    `TemporalWorkerDeploymentVersion = '${deploymentName}:${buildId}' AND ExecutionStatus = 'Running'`,
  );
  return count > 0;
}
