import type { RequestContent } from '../api/schemas';
import type { Messages } from '../i18n/messages';
import { lastDigits } from './last-digits';

/** What a bank wants now (short), or asked for in the past. */
export function requestSentence(
  text: Messages,
  kind: 'wanted' | 'asked',
  { type, descriptor }: RequestContent,
): string {
  const { requests } = text;
  switch (type) {
    case 'otp': {
      const { channel, destination = null } = descriptor;
      const shown = kind === 'wanted' && destination !== null ? lastDigits(destination) : destination;
      const channels: Readonly<Record<string, string>> = text.words.channel;
      return requests.otp[kind](descriptor, channels[channel] ?? channel.replaceAll('_', ' '), shown);
    }
    case 'choice':
      return requests.choice[kind](descriptor.options.map(({ label }) => label).join(', '));
    case 'approval':
      return requests.approval[kind](descriptor.compare ?? null);
    case 'question':
      return requests.question[kind](descriptor.text);
  }
}
