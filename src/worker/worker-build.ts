import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, isGrpcServiceError } from '@temporalio/client';
import type { WorkerDeploymentVersion } from '@temporalio/common';

/** gRPC status codes: not found, failed precondition. */
const unknownBuildCodes = new Set([5, 9]);
const checkIntervalMs = 2_000;
const checkTimeoutMs = 3_000;

/** Temporal has not seen a worker of this build. */
export class UnknownBuildError extends Error {
  override readonly name = 'UnknownBuildError';
}

/** Sends new logins to this build; open ones stay with theirs. Throws UnknownBuildError if no worker of it has started. */
export async function setCurrentBuild(client: Client, build: WorkerDeploymentVersion): Promise<void> {
  const { namespace } = client.options;
  try {
    await client.workflowService.setWorkerDeploymentCurrentVersion({ namespace, ...build });
  } catch (error) {
    if (isGrpcServiceError(error) && unknownBuildCodes.has(error.code))
      throw new UnknownBuildError(error.details);
    throw error;
  }
}

/**
 * Resolves when no login is pinned to this build, or when `giveUp` aborts. Resolves soon if new logins still go to the
 * build, because then other workers of it are running or about to start, and at once without a build.
 */
export async function waitUntilBuildUnused(
  client: Client,
  build: WorkerDeploymentVersion | undefined,
  giveUp: AbortSignal,
): Promise<void> {
  if (!build) return;
  // Temporal counts a login a moment after it has begun, so the build must be unused at two checks in a row.
  for (let unusedChecks = 0; !giveUp.aborted;) {
    const check = client.withDeadline(Date.now() + checkTimeoutMs, () => isBuildUsed(client, build));
    // If Temporal cannot be reached, the build counts as used until the next check.
    const isUsed = await check.catch(() => true);
    unusedChecks = isUsed ? 0 : unusedChecks + 1;
    if (unusedChecks === 2) return;
    await sleep(checkIntervalMs, undefined, { signal: giveUp }).catch(() => undefined); // aborted: the loop ends
  }
}

async function isBuildUsed(client: Client, build: WorkerDeploymentVersion): Promise<boolean> {
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
