import { z } from 'zod';
import type { RelayApp } from '../../access/relay-app.js';
import type { RelaySettings } from '../../access/relay-settings.js';
import type { JoinedMessage, MessagePart } from '../join-parts.js';
import { type IgnoredReason, maxMessageLength, type WrittenMessage } from '../wire-message.js';

/**
 * What an app sent: a message, or something else, which it expects to be answered with success all the same. `done` is
 * called once the message was received.
 */
export type Relayed = { message: WrittenMessage; done?: () => Promise<void> } | { ignored: IgnoredReason };

/** What a relay may need besides what the app sent. */
export interface RelayContext {
  /** Opens the settings of the API key. */
  settings: () => Promise<RelaySettings>;
  /** Keeps a part of a long message; returns the message once all parts have arrived. */
  joinParts: (part: MessagePart) => Promise<JoinedMessage | undefined>;
}

/** An app that forwards messages under `/v1/messages/<format>`. */
export interface Relay<Sent = unknown> {
  format: string;
  /** As people know it. */
  name: string;
  app: RelayApp;
  /** What the app sends. Lenient, as apps repeat what they sent after an error, for hours or days. */
  body: z.ZodType<Sent>;
  /** The status that the app documents as success. */
  success: 200 | 202 | 204;
  /** The response has no body, because the app would send it to the bank as a reply. */
  isSilent?: true;
  read: (sent: Sent, context: RelayContext) => Relayed | Promise<Relayed>;
  /** The app may also send a GET request with the same fields in its query. */
  query?: z.ZodType<Sent>;
}

/** Infers the type of what the app sends from its schema. */
export const defineRelay = <Sent>(relay: Relay<Sent>): Relay<Sent> => relay;

/** Text that some apps write as a number, as null, or not at all. */
export const looseText = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((written) => (written === null || written === undefined ? undefined : String(written)));

/** A message, cut to what can be stored, unless it has no text. */
export function textOrNothing(
  text: string | undefined,
  { from, to, received_at: receivedAt }: Omit<WrittenMessage, 'message'>,
): Relayed {
  const message = storable(text, maxMessageLength);
  if (message === undefined || message.trim() === '') return { ignored: 'NO_TEXT' };
  return { message: { message, from: storable(from, 254), to: storable(to, 254), received_at: receivedAt } };
}

/** Text without NUL and lone surrogates: an app repeats what was refused, and does not change it. */
const storable = (text: string | number | null | undefined, max: number): string | undefined =>
  text === null || text === undefined
    ? undefined
    : String(text)
        .slice(0, max)
        .replace(/[\0\p{Cs}]/gu, '');
