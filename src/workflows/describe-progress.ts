import { lengthInWords } from '../assistance/code-shape.js';
import type { RequestContent } from '../assistance/request-content.js';
import type { LoginEnd } from '../assistance/login-report.js';
import type { Phase } from '../assistance/statuses.js';
import type { PendingRequest } from '../temporal/login-messages.js';

const sentences: Record<Phase, string> = {
  starting: 'Waiting for a free browser.',
  logging_in: 'Logging in at the bank.',
  waiting_for_code: 'Waiting for a one-time code.',
  submitting_code: 'A code was typed; waiting for the bank to answer.',
  running: 'Logged in. The session stays open until it is stopped or the bank ends it.',
  stopping: 'Closing the browser.',
};

/** What Temporal's UI shows about a login, in Markdown. */
export function describeProgress({
  phase,
  request,
  end,
}: {
  phase: Phase;
  request: PendingRequest | null;
  end: LoginEnd | null;
}): string {
  if (end) return `**Ended: ${end.outcome}**${end.reason ? ` (${end.reason})` : ''}`;
  const lines = [`**${sentences[phase]}**`];
  if (request) {
    const { attempts, maxAttempts, expiresAt } = request;
    lines.push(
      ...whatIsAsked(request),
      `- Until: ${expiresAt}`,
      `- Tried: ${attempts}${maxAttempts === null ? '' : ` of ${maxAttempts}`}`,
      `- Request: \`${request.requestId}\``,
      '',
      'Answer it in the dashboard or through `/v1`. Never type a code or an answer into Temporal.',
    );
  }
  return lines.join('\n');
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
    case 'approval':
      return [
        `- Approval in the bank's app${content.descriptor.instead === undefined ? '' : ', or a code instead'}`,
      ];
    case 'question':
      return [`- Question: ${plain(content.descriptor.text)}`];
  }
}

/** A bank's text in Markdown: nothing in it becomes a link, an image or a heading. */
const plain = (text: string): string => text.replaceAll(/[\\`*_{}[\]()<>#!|~]/g, String.raw`\$&`);
