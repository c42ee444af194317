import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { system } from '../../assistance/actor.js';
import { type MailboxAddress, parseMailboxUrl } from '../../assistance/mailbox-url.js';
import { fingerprint } from '../../db/keys/fingerprint.js';
import {
  installationMailboxId,
  leaseMailboxes,
  readAccountMailboxes,
  readMailboxPosition,
  releaseMailboxes,
  saveMailboxPosition,
  saveMailboxState,
} from '../../db/mailboxes/mailbox-rows.js';
import { createNameResolver } from '../../deliveries/resolve-name.js';
import { watchMailbox } from '../../mailboxes/watch-mailbox.js';
import { openIfPossible, purpose } from '../../secrets/seal.js';
import type { Api } from '../context/api.js';
import type { MessageSource } from '../messages/message-source.js';
import { keepRefreshToken } from './keep-refresh-token.js';
import { type ReceiveDeps, receiveMail } from './receive-mail.js';

type Deps = ReceiveDeps & Pick<Api, 'mailboxUrl' | 'allowPrivateWebhooks'>;

/** How often leases are renewed, and new mailboxes found. */
const refreshMs = 3_000;

/** How long the end waits for mails that are being received. */
const maxStopMs = 5_000;

/** A mailbox that is to be read. */
interface Mailbox {
  id: string;
  /** Changes with the URL. */
  version: string;
  address: MailboxAddress;
  folder: string;
  allowPrivate: boolean;
  source: MessageSource;
}

/** The mailboxes whose URL was opened, by id, each in its last version; undefined if it cannot be used. */
type Known = Map<string, { version: string; mailbox: Mailbox | undefined }>;

/**
 * Reads the mailboxes of the installation and of accounts. Any number of API processes may do so: each mailbox is read by
 * one at a time. Reading begins at once; the returned function stops it and lets other processes take over.
 */
export function keepMailboxes(deps: Deps): () => Promise<void> {
  const holder = randomUUID();
  const known: Known = new Map();
  const watched = new Map<string, { version: string; stop: () => Promise<void> }>();
  /** Mailboxes whose last mail is still being received. Not waited for, as leases must be renewed meanwhile. */
  const stopping = new Map<string, Promise<void>>();
  let isStopping = false;

  async function refresh(): Promise<void> {
    const wanted = await wantedMailboxes(deps, known);
    const leased = new Set(await leaseMailboxes(deps.db, { holder, wanted }));
    for (const [id, { version, stop }] of watched) {
      const isSame = wanted.some((mailbox) => mailbox.id === id && mailbox.version === version);
      if (isSame && leased.has(id)) continue;
      watched.delete(id);
      stopping.set(
        id,
        stop().finally(() => stopping.delete(id)),
      );
    }
    // One that has nothing to receive stops within a turn or two, and can be read anew at once.
    if (stopping.size > 0) await Promise.race([Promise.all(stopping.values()), pause(200)]);
    for (const mailbox of wanted) {
      const isTaken = watched.has(mailbox.id) || stopping.has(mailbox.id);
      if (leased.has(mailbox.id) && !isTaken && !isStopping)
        watched.set(mailbox.id, { version: mailbox.version, stop: watch(deps, holder, mailbox) });
    }
  }

  const refreshAndLog = () =>
    refresh().catch((error: unknown) => {
      deps.log.warn({ err: error }, 'looking for mailboxes failed; trying again');
    });
  let refreshing = refreshAndLog();
  const timer = setInterval(() => {
    refreshing = refreshing.then(refreshAndLog);
  }, refreshMs);

  return async () => {
    isStopping = true;
    clearInterval(timer);
    await refreshing;
    const stops = [...watched.values()].map(({ stop }) => stop());
    await Promise.race([
      Promise.all([...stops, ...stopping.values()]),
      pause(maxStopMs, undefined, { ref: false }),
    ]);
    await releaseMailboxes(deps.db, holder).catch(() => undefined);
  };
}

function watch(deps: Deps, holder: string, mailbox: Mailbox): () => Promise<void> {
  const { db } = deps;
  const { id, address, allowPrivate, source } = mailbox;
  const log = deps.log.child({ mailbox: id });
  return watchMailbox({
    address,
    allowPrivate,
    resolveName,
    readPosition: () => readMailboxPosition(db, id),
    refreshTokens: keepRefreshToken(deps, {
      id,
      configured: 'refreshToken' in address.signIn ? address.signIn.refreshToken : '',
    }),
    savePosition: (position) => saveMailboxPosition(db, { id, holder }, position),
    onMail: (mail) => receiveMail(deps, source, mail),
    onState: async (problem) => {
      if (problem === null) log.info('reading a mailbox');
      else log.warn({ problem }, 'a mailbox cannot be read; trying again');
      await saveMailboxState(db, { id, holder }, problem);
    },
  });
}

const resolveName = createNameResolver();

/**
 * All mailboxes that are to be read and can be. Opens the URLs that `known` does not have yet in this version and keeps
 * them there, and forgets those of mailboxes that are gone.
 */
async function wantedMailboxes(deps: Deps, known: Known): Promise<Mailbox[]> {
  const found = deps.mailboxUrl === undefined ? [] : [await installationMailbox(deps, deps.mailboxUrl)];
  const rows = await readAccountMailboxes(deps.db);
  const ids = new Set(rows.map((row) => row.account_id));
  for (const id of known.keys()) if (!ids.has(id)) known.delete(id);
  for (const { account_id: id, user_id: userId, sealed } of rows) {
    let opened = known.get(id);
    if (opened?.version !== sealed) {
      opened = { version: sealed, mailbox: await accountMailbox(deps, { id, userId, sealed }) };
      known.set(id, opened);
    }
    if (opened.mailbox) found.push(opened.mailbox);
  }
  return found;
}

/** The mailbox of an account; undefined, with a warning, if its URL cannot be used. */
async function accountMailbox(
  deps: Deps,
  { id, userId, sealed }: { id: string; userId: string; sealed: string },
): Promise<Mailbox | undefined> {
  const url = await openIfPossible(deps.ring, purpose.mailboxUrl(id), sealed);
  const parsed = url === undefined ? undefined : parseMailboxUrl(url);
  if (parsed && 'mailbox' in parsed)
    return {
      ...(await addressOf(deps, parsed.mailbox)),
      id,
      version: sealed,
      ...ofAccount(deps, id, userId),
    };
  const reason = parsed ? 'is not valid any more' : 'cannot be decrypted';
  deps.log.warn({ accountId: id }, `the URL of a mailbox ${reason}`);
  return undefined;
}

async function installationMailbox(deps: Deps, url: string): Promise<Mailbox> {
  const parsed = parseMailboxUrl(url);
  // Checked at the start.
  if ('problem' in parsed) throw new Error(parsed.problem);
  return {
    ...(await addressOf(deps, parsed.mailbox)),
    id: installationMailboxId,
    version: 'IMAP_URL',
    allowPrivate: true,
    source: { accounts: 'all', origin: { mailboxId: installationMailboxId }, actor },
  };
}

const ofAccount = ({ allowPrivateWebhooks: allowPrivate }: Deps, accountId: string, userId: string) => ({
  allowPrivate,
  source: { accounts: { userId, accountIds: [accountId] }, origin: { mailboxId: accountId }, actor },
});

const actor = { ...system, name: 'mailbox' };

async function addressOf(deps: Deps, address: MailboxAddress) {
  const { host, port, user, folder } = address;
  return {
    address,
    folder: await fingerprint(deps, 'folder of a mailbox', JSON.stringify([host, port, user, folder])),
  };
}
