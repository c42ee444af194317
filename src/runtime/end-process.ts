import { setTimeout as pause } from 'node:timers/promises';
import { identify, isAlive, type ProcessIdentity } from './process-identity.js';
import { errorCode } from '../process/error-code.js';

/**
 * Ends a process that we started: asks, waits, then kills it with its whole process group (each part leads its own).
 * Does nothing when the id belongs to another process by now.
 */
export async function endProcess(
  identity: ProcessIdentity,
  options: { signal: NodeJS.Signals; graceMs: number },
): Promise<void> {
  if (!(await isAlive(identity))) return;
  sendSignal(identity.pid, options.signal);
  if (await isGoneWithin(identity, options.graceMs)) return;
  sendSignal(-identity.pid, 'SIGKILL');
  sendSignal(identity.pid, 'SIGKILL');
  await isGoneWithin(identity, 5_000);
}

async function isGoneWithin(identity: ProcessIdentity, waitMs: number): Promise<boolean> {
  const until = Date.now() + waitMs;
  while (await isAlive(identity)) {
    if (Date.now() >= until) return false;
    await pause(25);
  }
  return true;
}

/** Kills what is left of a process group whose leader is gone. */
export async function killProcessGroup(groupId: number): Promise<void> {
  // A new process under the leader's id may lead a group of its own by now: that one is not ours.
  if ((await identify(groupId)) === undefined) sendSignal(-groupId, 'SIGKILL');
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}
