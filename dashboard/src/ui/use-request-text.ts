import type { ChoiceOption, RequestContent, RequestType } from '../api/schemas';
import { useText } from '../i18n';
import { useFormat } from '../i18n/use-format';
import { requestSentence } from './request-sentence';

/** Describes requests, answers to them and the ends of logins in the user's language. */
export function useRequestText() {
  const text = useText();
  const format = useFormat();

  return {
    /**
     * What the bank wants now, short: “•••472 · 6-digit code by SMS”. The phone comes first, as a narrow
     * screen or a notification may cut off the rest.
     */
    wanted: (content: RequestContent) => requestSentence(text, 'wanted', content),
    /** What the bank asked for in the past. */
    asked: (content: RequestContent) => requestSentence(text, 'asked', content),
    /** How an option reaches the person: “SMS · •••859”. Empty if its label says as much. */
    route: ({ label, channel, destination = '' }: ChoiceOption): string =>
      [channelName(text.config.channelNames, channel), destination]
        .filter((part) => part !== '' && !unhyphenated(label).includes(unhyphenated(part)))
        .join(' · '),
    outcome: (type: RequestType, outcome: string): string =>
      format.word(type === 'otp' ? 'outcome' : 'answerOutcome', outcome),
    /** How a login ended whose last request was of this type; null if it had none. */
    loginOutcome: (outcome: string, type: RequestType | null): string => {
      const ends: Readonly<Record<string, string>> = type === null ? {} : text.requests[type].ends;
      return ends[outcome] ?? format.word('loginOutcome', outcome);
    },
    /** What to do after such an end. */
    next: (outcome: string, type: RequestType | null): string =>
      outcome === 'expired' && type !== null ? text.requests[type].afterExpiry : format.word('next', outcome),
  };
}

/** “E-mail” and “Email” are the same word. */
const unhyphenated = (text: string): string => text.toLowerCase().replaceAll('-', '');

const channelName = (names: Readonly<Record<string, string>>, channel: string): string =>
  names[channel] ?? '';
