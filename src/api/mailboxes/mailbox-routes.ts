import { z } from 'zod';
import { readConfig } from '../../db/accounts/account-configs.js';
import { readRelayedMessages } from '../../db/logins/relayed-messages.js';
import { readMailboxState } from '../../db/mailboxes/mailbox-rows.js';
import { mailboxProblems } from '../../mailboxes/mailbox-problem.js';
import { isoTimeOrNull, timeSchema } from '../access/wire-values.js';
import { defineRoute } from '../http/define-route.js';
import { relayedMessageSchema, toWireRelayedMessage } from '../messages/wire-relayed-message.js';

const problemSchema = z.enum(mailboxProblems);

const mailboxSchema = z
  .object({
    state: z.enum(['off', 'connecting', 'connected', 'failing']).meta({
      description: '`off`: the account has no mailbox. `failing`: it is tried again by and by.',
    }),
    problem: problemSchema.nullable(),
    since: timeSchema.nullable().meta({ description: 'Since when it is connected or failing.' }),
    messages: z.array(relayedMessageSchema),
  })
  .meta({ id: 'Mailbox' });

const read = defineRoute({
  method: 'GET',
  path: '/accounts/:accountId/mailbox',
  summary: "Get the state of the account's own mailbox, and its last 50 mails without their texts",
  description: 'The mailbox is set as `mailbox_url` in the configuration.',
  auth: 'user',
  account: true,
  answers: { 200: mailboxSchema },
  handle: async ({ api, account: { id } }) => {
    const config = await readConfig(api.db, id);
    const isOff = config.mailbox_url_sealed === null;
    const state = isOff ? unknown('off') : stateOf(await readMailboxState(api.db, id));
    const messages = await readRelayedMessages(api.db, { mailboxId: id });
    return { status: 200, body: { ...state, messages: messages.map(toWireRelayedMessage) } };
  },
});

type State = Omit<z.input<typeof mailboxSchema>, 'messages'>;

const unknown = (state: State['state']): State => ({ state, problem: null, since: null });

function stateOf(row: Awaited<ReturnType<typeof readMailboxState>>): State {
  if (!row?.is_held || row.state_since === null) return unknown('connecting');
  const since = isoTimeOrNull(row.state_since);
  return row.problem === null
    ? { state: 'connected', problem: null, since }
    : { state: 'failing', problem: problemSchema.parse(row.problem), since };
}

export const mailboxRoutes = [read];
