import { randomUUID } from 'node:crypto';
import { createPerUser, type Bounds } from './per-user.js';

export interface SmsMessage {
  id: string;
  from: string;
  to: string;
  text: string;
  sent_at: string;
}

interface Delivery {
  message: SmsMessage;
  arrivesAt: number;
}

const smsSender = 'DEMOBANK';

export type Inbox = ReturnType<typeof createInbox>;

/** The phones of all users. A message is visible once its delay is over. */
export function createInbox({ now, ...bounds }: Bounds & { now: () => number }) {
  const deliveries = createPerUser<Delivery>(bounds);

  function arrived(candidates: readonly Delivery[]): SmsMessage[] {
    const present = now();
    return candidates
      .filter(({ arrivesAt }) => arrivesAt <= present)
      .toReversed()
      .toSorted((a, b) => b.arrivesAt - a.arrivesAt)
      .map(({ message }) => message);
  }

  return {
    send(username: string, sms: { to: string; text: string; delayMs: number; copies: number }): void {
      const sentAt = now();
      for (let copy = 0; copy < sms.copies; copy += 1) {
        deliveries.add(username, {
          message: {
            id: randomUUID(),
            from: smsSender,
            to: sms.to,
            text: sms.text,
            sent_at: new Date(sentAt).toISOString(),
          },
          arrivesAt: sentAt + sms.delayMs,
        });
      }
    },
    /** Newest first. */
    of(username: string): SmsMessage[] {
      return arrived(deliveries.of(username));
    },
    recent(count: number): SmsMessage[] {
      return arrived(deliveries.all()).slice(0, count);
    },
  };
}
