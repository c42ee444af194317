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

/**
 * Reads the mailboxes of the installation and of accounts. Any number of API processes may do so: each mailbox is read by
 * one at a time. Reading begins at once; the returned function stops it and lets other processes take over.
 */
export function keepMailboxes(deps: Deps): () => Promise<void> {
  const holder = randomUUID();
  const known = new Map<string, Mailbox>();
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

/** All mailboxes that are to be read. Opens the URLs that `known` does not have yet, and keeps them there. */
async function wantedMailboxes(deps: Deps, known: Map<string, Mailbox>): Promise<Mailbox[]> {
  const found = deps.mailboxUrl === undefined ? [] : [await installationMailbox(deps, deps.mailboxUrl)];
  for (const { account_id: id, user_id: userId, sealed } of await readAccountMailboxes(deps.db)) {
    let mailbox = known.get(id);
    if (mailbox?.version !== sealed) {
      const url = await openIfPossible(deps.ring, purpose.mailboxUrl(id), sealed);
      if (url === undefined) {
        deps.log.warn({ accountId: id }, 'the URL of a mailbox cannot be decrypted');
        continue;
      }
      mailbox = { ...(await addressOf(deps, url)), id, version: sealed, ...ofAccount(deps, id, userId) };
      known.set(id, mailbox);
    }
    found.push(mailbox);
  }
  return found;
}

const installationMailbox = async (deps: Deps, url: string): Promise<Mailbox> => ({
  ...(await addressOf(deps, url)),
  id: installationMailboxId,
  version: 'IMAP_URL',
  allowPrivate: true,
  source: { accounts: 'all', origin: { mailboxId: installationMailboxId }, actor },
});

const ofAccount = ({ allowPrivateWebhooks: allowPrivate }: Deps, accountId: string, userId: string) => ({
  allowPrivate,
  source: { accounts: { userId, accountIds: [accountId] }, origin: { mailboxId: accountId }, actor },
});

const actor = { ...system, name: 'mailbox' };

async function addressOf(deps: Deps, url: string) {
  const parsed = parseMailboxUrl(url);
  // Checked when it was set.
  if ('problem' in parsed) throw new Error(parsed.problem);
  const { host, port, user, folder } = parsed.mailbox;
  return {
    address: parsed.mailbox,
    folder: await fingerprint(deps, 'folder of a mailbox', JSON.stringify([host, port, user, folder])),
  };
}
