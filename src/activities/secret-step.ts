import { log } from '@temporalio/activity';
import type { StepAnswer } from '../assistance/step-answer.js';
import { CannotOpen } from '../secrets/seal.js';
import { heartbeating } from './heartbeat.js';

/**
 * A step that opens secrets of the account before it touches the bank, with heartbeats. It is refused if they cannot be
 * opened, usually because their key is not in SECRET_KEYS.
 */
export const secretStep = <Input>(step: (input: Input) => Promise<StepAnswer>) =>
  heartbeating(async (input: Input): Promise<StepAnswer> => {
    try {
      return await step(input);
    } catch (error) {
      if (!(error instanceof CannotOpen)) throw error;
      log.error(`a login's secrets cannot be opened: ${error.message}`);
      return { is: 'refused', why: 'cannot_open' };
    }
  });
