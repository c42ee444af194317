import { setTimeout as pause } from 'node:timers/promises';
import { identify, isAlive, type ProcessIdentity } from './process-identity.js';
import { errorCode } from '../process/error-code.js';

/**
 * Ends a process: sends `signal`, and after `graceMs` SIGKILL to it and its process group. Does nothing if the process
 * has ended and its id belongs to another one.
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

/** Kills the remaining processes of a group whose leader has ended. */
export async function killProcessGroup(groupId: number): Promise<void> {
  // If the leader's id is in use, it belongs to a new process, whose group must be left alone.
  if ((await identify(groupId)) === undefined) sendSignal(-groupId, 'SIGKILL');
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}
