import { setTimeout as pause } from 'node:timers/promises';
import type { ImapFlow } from 'imapflow';
import { type AccessTokens, createAccessTokens, type RefreshTokenStore } from './mailbox-access-tokens.js';
import { mailboxProblem, type MailboxProblem } from './mailbox-problem.js';
import { openMailbox, type OpenOptions } from './open-mailbox.js';

/** How far a folder has been read. UIDs grow, as long as the folder's UIDVALIDITY stays the same. */
export interface MailboxPosition {
  uidValidity: string;
  lastUid: number;
}

export interface NewMail {
  /** The mail as it came; of a large one, the beginning. */
  source: Buffer;
  /** When the server received it; undefined for a mail that arrived just now. */
  arrivedAt: Date | undefined;
}

export interface WatchOptions extends OpenOptions {
  /** How far the folder was read before; undefined if never. */
  readPosition: () => Promise<MailboxPosition | undefined>;
  savePosition: (position: MailboxPosition) => Promise<void>;
  /** For a mailbox with OAuth. */
  refreshTokens: RefreshTokenStore;
  /** Called for one mail at a time, in the order of their arrival. If it rejects, the mail is read again later. */
  onMail: (mail: NewMail) => Promise<void>;
  /** Called when the folder is open, with null, and when it cannot be read any more. */
  onState: (problem: MailboxProblem | null) => Promise<void>;
  firstRetryMs?: number;
}

/** Attachments come after the text; what is behind this is not read. */
const maxSourceBytes = 1024 * 1024;

/** A mail that is older was sent for a request that has ended: those live for 15 minutes, and clocks are off. */
const maxAgeMs = 60 * 60_000;

/** A connection that lasted as long is not one that the server refuses. */
const steadyMs = 10_000;

const maxRetryMs = 60_000;
/** Servers lock accounts after several wrong passwords. */
const maxRetryAfterRefusalMs = 10 * 60_000;

/**
 * Reads the new mails of a folder until it is stopped, and connects again after an outage. Mails that were there before
 * the first time are not read. Returns a function that closes the connection and waits for the mail that is being read.
 */
export function watchMailbox(options: WatchOptions): () => Promise<void> {
  const stopping = new AbortController();
  const watching = watch(options, stopping.signal);
  return async () => {
    stopping.abort();
    await watching;
  };
}

async function watch(options: WatchOptions, stop: AbortSignal): Promise<void> {
  const { firstRetryMs = 1_000, onState } = options;
  const isStopped = (): boolean => stop.aborted;
  const accessTokens = accessTokensOf(options);
  let failures = 0;
  while (!isStopped()) {
    const openedAt = performance.now();
    const problem = await readUntilItEnds(options, { accessTokens, stop });
    if (isStopped()) return;
    if (performance.now() - openedAt > steadyMs) failures = 0;
    // The state is shown to people only; reading goes on without it.
    await onState(problem).catch(() => undefined);
    if (problem === 'authentication_failed') accessTokens?.forget();
    const isRefused = problem === 'authentication_failed' || problem === 'token_refused';
    const longest = isRefused ? maxRetryAfterRefusalMs : maxRetryMs;
    const retryMs = Math.min(longest, firstRetryMs * 2 ** failures) * (0.75 + 0.5 * Math.random());
    failures += 1;
    await pause(retryMs, undefined, { signal: stop }).catch(() => undefined);
  }
}

function accessTokensOf({ address, refreshTokens, resolveName, allowPrivate }: WatchOptions) {
  const { signIn } = address;
  if ('password' in signIn) return undefined;
  return createAccessTokens({ grant: signIn, ...refreshTokens, resolveName, allowPrivate });
}

/** Reads until the connection ends, for whatever reason, and returns that. */
async function readUntilItEnds(
  options: WatchOptions,
  { accessTokens, stop }: { accessTokens: AccessTokens | undefined; stop: AbortSignal },
): Promise<MailboxProblem> {
  let client: ImapFlow | undefined;
  try {
    client = await openMailbox({ ...options, accessTokens, stop });
    const reader = await createReader(client, options);
    await reader.readNew({ isCatchingUp: true });
    await options.onState(null);
    await readWhileOpen(client, reader);
    return 'connection_failed';
  } catch (error) {
    return mailboxProblem(error);
  } finally {
    client?.close();
  }
}

/** Reads whenever the server reports mails. Resolves when the connection is closed, rejects if reading fails. */
function readWhileOpen(client: ImapFlow, reader: Awaited<ReturnType<typeof createReader>>): Promise<void> {
  return new Promise((resolve, reject) => {
    let reading: Promise<void> | undefined;
    let isReported = false;
    const readReported = async (): Promise<void> => {
      while (isReported && client.usable) {
        isReported = false;
        await reader.readNew({ isCatchingUp: false });
      }
      reading = undefined;
    };
    const onReport = (): void => {
      isReported = true;
      reading ??= readReported();
      reading.catch(reject);
    };
    const onClose = (): void => {
      // A mail that is being received is not waited for by anyone else.
      (reading ?? Promise.resolve()).then(resolve, reject);
    };
    client.on('exists', onReport);
    client.once('close', onClose);
    if (!client.usable) onClose();
    // A mail may have come between catching up and listening.
    else onReport();
  });
}

async function createReader(client: ImapFlow, { readPosition, savePosition, onMail }: WatchOptions) {
  if (!client.mailbox) throw new Error('no folder is open');
  const { uidNext } = client.mailbox;
  const uidValidity = String(client.mailbox.uidValidity);
  const known = await readPosition();
  let lastUid = known?.uidValidity === uidValidity ? known.lastUid : uidNext - 1;
  await savePosition({ uidValidity, lastUid });

  return {
    async readNew({ isCatchingUp }: { isCatchingUp: boolean }): Promise<void> {
      const found = await listAfter(client, lastUid);
      for (const { uid, arrivedAt } of found) {
        if (arrivedAt.getTime() < Date.now() - maxAgeMs) continue;
        const mail = await client.fetchOne(
          String(uid),
          { source: { maxLength: maxSourceBytes } },
          { uid: true },
        );
        // It may have been deleted in the meantime.
        if (mail && mail.source)
          await onMail({ source: mail.source, arrivedAt: isCatchingUp ? arrivedAt : undefined });
        lastUid = uid;
        await savePosition({ uidValidity, lastUid });
      }
      const newest = found.at(-1)?.uid ?? lastUid;
      if (newest === lastUid) return;
      lastUid = newest;
      await savePosition({ uidValidity, lastUid });
    },
  };
}

async function listAfter(client: ImapFlow, lastUid: number): Promise<{ uid: number; arrivedAt: Date }[]> {
  const found: { uid: number; arrivedAt: Date }[] = [];
  const query = { uid: true, internalDate: true };
  for await (const { uid, internalDate } of client.fetch(`${lastUid + 1}:*`, query, { uid: true })) {
    // If there is none, `*` stands for the last mail.
    if (uid > lastUid) found.push({ uid, arrivedAt: dateOf(internalDate) });
  }
  return found.sort((one, other) => one.uid - other.uid);
}

/** A server that gives no date, or a wrong one, costs no mail. */
function dateOf(internalDate: Date | string | undefined): Date {
  const date = new Date(internalDate ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? new Date() : date;
}
