import { parseMailboxUrl } from '../../src/assistance/mailbox-url.js';
import { createNameResolver } from '../../src/deliveries/resolve-name.js';
import type { MailboxProblem } from '../../src/mailboxes/mailbox-problem.js';
import { watchMailbox } from '../../src/mailboxes/watch-mailbox.js';

/**
 * Opens the mailboxes of these URLs, writes the first state of each as JSON, and ends. A program of its own, because the
 * certificates that a process trusts are known when it starts (NODE_EXTRA_CA_CERTS).
 */
async function firstState(url: string): Promise<MailboxProblem | null> {
  const parsed = parseMailboxUrl(url);
  if ('problem' in parsed) throw new Error(parsed.problem);
  let stop: (() => Promise<void>) | undefined;
  const state = await new Promise<MailboxProblem | null>((resolve) => {
    stop = watchMailbox({
      address: parsed.mailbox,
      resolveName: createNameResolver(),
      allowPrivate: true,
      refreshTokens: { read: () => Promise.resolve(undefined), save: () => Promise.resolve() },
      readPosition: () => Promise.resolve(undefined),
      savePosition: () => Promise.resolve(),
      onMail: () => Promise.resolve(),
      onState: (problem) => {
        resolve(problem);
        return Promise.resolve();
      },
    });
  });
  await stop?.();
  return state;
}

process.stdout.write(JSON.stringify(await Promise.all(process.argv.slice(2).map(firstState))));
