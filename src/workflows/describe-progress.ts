import { lengthInWords } from '../assistance/code-shape.js';
import type { RequestContent, RequestType } from '../assistance/request-content.js';
import type { LoginEnd, RequestEnd } from '../assistance/login-report.js';
import type { BlockReason, Phase } from '../assistance/statuses.js';
import type { PendingRequest } from '../temporal/login-messages.js';

const sentences: Record<Exclude<Phase, 'waiting_for_code' | 'submitting_code'>, string> = {
  starting: 'Waiting for a free browser.',
  logging_in: 'Logging in at the bank.',
  running: 'Logged in. The session stays open until it is stopped or the bank ends it.',
  stopping: 'Closing the browser.',
};

/** What the login waits for, and what was done at the bank once there is an answer. */
const requestSentences: Record<RequestType, { waiting: string; answered: string }> = {
  otp: { waiting: 'Waiting for a one-time code.', answered: 'A code was typed' },
  choice: { waiting: 'Waiting for a choice.', answered: 'An option was chosen' },
  approval: {
    waiting: "Waiting for an approval in the bank's app.",
    answered: 'A code was asked for instead of the approval',
  },
  question: { waiting: "Waiting for the answer to the bank's question.", answered: 'An answer was typed' },
};

function sentenceOf(phase: Phase, type: RequestType): string {
  if (phase === 'waiting_for_code') return requestSentences[type].waiting;
  if (phase !== 'submitting_code') return sentences[phase];
  return `${requestSentences[type].answered}; waiting for the bank to answer.`;
}

/** A request of a login, past or pending. */
export interface ShownRequest {
  requestId: string;
  type: RequestType;
  createdAt: string;
  /** Null while it is pending. */
  end: RequestEnd | null;
}

/** What is shown of a login. Times are ISO 8601 in UTC. */
export interface ShownLogin {
  phase: Phase;
  /** When the phase began; after the end, when the login ended. */
  since: string;
  request: PendingRequest | null;
  requests: readonly ShownRequest[];
  /** The last text of the bank that was meant for the person. */
  bankSaid: { text: string; at: string } | null;
  lastStep: { summary: string; answer: string } | null;
  /** The process that holds the browser, or held it last. `until` is null while it does. */
  holder: { worker: string; host: string; since: string; until: string | null } | null;
  end: LoginEnd | null;
  /** Why the end has blocked the account; null if it has not. */
  blocked: BlockReason | null;
}

/** What Temporal's UI shows about a login, in Markdown. */
export function describeProgress(login: ShownLogin): string {
  const { phase, since, request, bankSaid, lastStep, holder, end, blocked } = login;
  return [
    end
      ? `**Ended: ${end.outcome}**${end.reason ? ` (${end.reason})` : ''}`
      : `**${sentenceOf(phase, request?.type ?? 'otp')}**`,
    `- ${end ? 'At' : 'Since'}: ${since}`,
    ...(blocked ? [`- The account was blocked: \`${blocked}\``] : []),
    ...(request ? describeRequest(request) : []),
    ...(bankSaid ? [`- The bank said: ${plain(bankSaid.text)} (${bankSaid.at})`] : []),
    ...(lastStep ? [`- Last step: ${lastStep.summary}: \`${lastStep.answer}\``] : []),
    ...(holder ? [describeHolder(holder)] : []),
    ...(login.requests.length > 0 ? ['- Requests:', ...login.requests.map(describeShown)] : []),
    ...(request
      ? ['', 'Answer it in the dashboard or through `/v1`. Never type a code or an answer into Temporal.']
      : []),
  ].join('\n');
}

function describeRequest(request: PendingRequest): string[] {
  const { attempts, maxAttempts, expiresAt, requestId } = request;
  return [
    ...whatIsAsked(request),
    `- Until: ${expiresAt}`,
    // Nothing is tried at a choice or an approval.
    ...(request.type === 'otp' || request.type === 'question'
      ? [`- Tried: ${attempts}${maxAttempts === null ? '' : ` of ${maxAttempts}`}`]
      : []),
    `- Request: \`${requestId}\``,
  ];
}

function describeHolder({ worker, host, since, until }: NonNullable<ShownLogin['holder']>): string {
  const when = until === null ? `since ${since}` : `from ${since} to ${until}`;
  return `- Browser: worker \`${worker}\` on host \`${host}\`, ${when}`;
}

function describeShown({ requestId, type, createdAt, end }: ShownRequest): string {
  const how = end ? `${end.status}${'reason' in end ? ` (${end.reason})` : ''}` : 'pending';
  return `  - ${createdAt} ${type} \`${requestId}\`: ${how}`;
}

function whatIsAsked(content: RequestContent): string[] {
  switch (content.type) {
    case 'otp': {
      const { descriptor } = content;
      const shape = [lengthInWords(descriptor), descriptor.type, 'by', descriptor.channel].filter(Boolean);
      return [`- Code: ${shape.join(' ')}`];
    }
    case 'choice':
      return [`- Choice: ${content.descriptor.options.map(({ label }) => plain(label)).join(', ')}`];
    case 'approval': {
      const { instead, compare } = content.descriptor;
      return [
        `- Approval in the bank's app${instead === undefined ? '' : ', or a code instead'}`,
        ...(compare === undefined ? [] : [`- Number to compare: ${plain(compare)}`]),
      ];
    }
    case 'question':
      return [`- Question: ${plain(content.descriptor.text)}`];
  }
}

/** A bank's text in Markdown: nothing in it becomes a link, an image or a heading. */
const plain = (text: string): string => text.replaceAll(/[\\`*_{}[\]()<>#!|~]/g, String.raw`\$&`);
