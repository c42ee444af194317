import { bankSendsCode } from '../../assistance/descriptor.js';
import { insteadOption, type RequestContent } from '../../assistance/request-content.js';
import { fingerprint } from '../../db/keys/fingerprint.js';
import { contentOf, type ShownRequest } from '../../db/logins/assistance-requests.js';
import { secondsUntilLoginMaySend } from '../../db/logins/code-budget.js';
import { ApiError, rateLimited } from '../access/api-error.js';
import type { ApiDeps } from '../context/api-deps.js';
import { checkCode } from './check-code.js';
import type { AnswerBody } from './wire-submission.js';

type CheckDeps = Pick<ApiDeps, 'db' | 'ring'>;

interface CheckedAnswer {
  /** What it is sealed as. */
  kind: 'code' | 'answer';
  value: string;
  /** Keyed hash that recognizes the same code within a login, or the same other answer within its request. */
  fingerprint: string;
  optionLabel?: string;
}

/**
 * The answer in a body, checked against what the request asks for. Throws WRONG_TYPE, INVALID_OPTION, RATE_LIMITED (the
 * option makes the bank send a code, and the day's codes are used up), and what `checkCode` throws.
 */
export async function checkAnswer(
  deps: CheckDeps,
  request: ShownRequest,
  body: AnswerBody,
): Promise<CheckedAnswer> {
  const content = contentOf(request);
  const { option, text } = body;
  const { type } = content;
  if (type === 'otp' && option === undefined && text === undefined) {
    const checked = await checkCode(deps, request, { body, descriptor: content.descriptor });
    return { kind: 'code', value: checked.code, fingerprint: checked.fingerprint };
  }
  if ((type === 'choice' || type === 'approval') && option !== undefined)
    return checkOption(deps, request, { option, content });
  if (type === 'question' && text !== undefined)
    // Bound to the request: the same text may be the answer to another question.
    return { kind: 'answer', value: text, fingerprint: await fingerprint(deps, request.id, text) };
  throw new ApiError('WRONG_TYPE', { details: { type } });
}

type WithOptions = Extract<RequestContent, { type: 'choice' | 'approval' }>;

async function checkOption(
  deps: CheckDeps,
  { id: requestId, login_id: loginId }: ShownRequest,
  { option, content }: { option: string; content: WithOptions },
): Promise<CheckedAnswer> {
  const options = optionsOf(content);
  const chosen = options.find(({ id }) => id === option);
  if (!chosen) throw new ApiError('INVALID_OPTION', { details: { options: options.map(({ id }) => id) } });
  // Checked here for a clear error; enforced in the transaction before the step at the bank.
  const seconds = await secondsUntilLoginMaySend(deps.db, loginId, chosen.sendsCode);
  if (seconds > 0) throw rateLimited('code_budget', seconds);
  const { label: optionLabel } = chosen;
  return {
    kind: 'answer',
    value: option,
    fingerprint: await fingerprint(deps, requestId, option),
    optionLabel,
  };
}

interface OfferedOption {
  id: string;
  label: string;
  /** Whether the bank sends a code when it is chosen. */
  sendsCode: (hasAuthenticator: boolean) => boolean;
}

function optionsOf(content: WithOptions): OfferedOption[] {
  if (content.type === 'choice')
    return content.descriptor.options.map(({ id, label, channel }) => ({
      id,
      label,
      sendsCode: (hasAuthenticator) => bankSendsCode(channel, hasAuthenticator),
    }));
  const { instead } = content.descriptor;
  return instead === undefined ? [] : [{ id: insteadOption, label: instead, sendsCode: () => true }];
}
