import type { Actor } from '../../assistance/actor.js';
import type { AnswerableAccounts } from '../../db/logins/message-routing.js';
import type { MessageOrigin } from '../../db/logins/relayed-messages.js';
import type { KeyCaller } from '../access/caller.js';

/** Where a message came from. */
export interface MessageSource {
  /** Whose requests it may answer. */
  accounts: AnswerableAccounts;
  origin: MessageOrigin;
  /** Recorded in the audit trail. */
  actor: Actor;
}

/** A message that a program sent with its API key. */
export const fromKey = ({ userId, accountIds, keyId, actor }: KeyCaller): MessageSource => ({
  accounts: { userId, accountIds },
  origin: { keyId },
  actor,
});
