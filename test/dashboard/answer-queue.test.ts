import { describe, expect, it } from 'vitest';
import { fittingPrompts } from '../../dashboard/src/pages/answer/fitting-prompts.js';
import {
  afterAnswer,
  emptyQueue,
  mostPlaces,
  type Queue,
  stepFrom,
  withActive,
  withWaiting,
} from '../../dashboard/src/pages/answer/queue.js';
import type { Waiting } from '../../dashboard/src/api/schemas.js';

const asking = (accountId: string, { id = `${accountId}-1`, length = 6 } = {}): Waiting => ({
  accountId,
  request: {
    id,
    type: 'otp',
    descriptor: { length, type: 'numeric', channel: 'sms' },
    attempts: 0,
    status: 'pending',
    reason: null,
    created_at: '2026-01-01T00:00:00Z',
    requested_at: '2026-01-01T00:00:00Z',
    expires_at: '2026-01-01T00:03:00Z',
    attempts_remaining: null,
    previous_outcome: null,
    bank_message: null,
    resend: null,
  },
});

const queueOf = (...accountIds: string[]): Queue =>
  withWaiting(
    emptyQueue,
    accountIds.map((id) => asking(id)),
  );

describe('the answer queue', () => {
  it('begins with the most urgent request, and adds later ones at the end', () => {
    const queue = queueOf('b', 'a');
    expect(queue).toMatchObject({ accountIds: ['b', 'a'], activeId: 'b' });
    const later = withWaiting(queue, [asking('c'), asking('b'), asking('a')]);
    expect(later).toMatchObject({ accountIds: ['b', 'a', 'c'], activeId: 'b' });
  });

  it('keeps its rows when they no longer wait, and shows the next request that arrives', () => {
    const answered = withWaiting(queueOf('a'), []);
    expect(answered).toMatchObject({ accountIds: ['a'], activeId: 'a' });
    expect(withWaiting(answered, [asking('b')])).toMatchObject({ accountIds: ['a', 'b'], activeId: 'b' });
  });

  it('stays with a login whose choice is followed by a request for a code', () => {
    const followed = withWaiting(withActive(queueOf('a', 'b'), 'b'), [
      asking('a'),
      asking('b', { id: 'b-2' }),
    ]);
    expect(followed).toMatchObject({ accountIds: ['a', 'b'], activeId: 'b' });
  });

  it('goes on to the most urgent of the others after an answer, and stays if there is none', () => {
    const queue = withActive(queueOf('a', 'b', 'c'), 'b');
    expect(afterAnswer(queue, 'b').activeId).toBe('a');
    expect(afterAnswer(queueOf('a'), 'a').activeId).toBe('a');
  });

  it('steps through the rows that wait, in both directions and around the end', () => {
    const queue = withWaiting(queueOf('a', 'b', 'c'), [asking('a'), asking('c')]);
    expect(stepFrom(queue, 1)).toBe('c');
    expect(stepFrom(withActive(queue, 'c'), 1)).toBe('a');
    expect(stepFrom(queue, -1)).toBe('c');
    expect(stepFrom(queueOf('a'), 1)).toBeNull();
  });

  it('keeps the places side by side, and fills that of an answered prompt with the next hidden one', () => {
    const ids = Array.from({ length: mostPlaces + 2 }, (_, index) => `account${index}`);
    const queue = queueOf(...ids);
    expect(queue.places).toEqual(ids.slice(0, mostPlaces));
    // Among those that are left, the most urgent one has no place yet.
    const rest = withWaiting(queue, [asking('account7'), ...ids.slice(0, 7).map((id) => asking(id))]);
    expect(rest.places).toEqual(queue.places);
    expect(afterAnswer(rest, 'account2').places).toEqual([
      'account0',
      'account1',
      'account7',
      'account3',
      'account4',
      'account5',
    ]);
    expect(withActive(queue, 'account6').places.at(-1)).toBe('account6');
  });
});

describe('a pasted text', () => {
  const waiting = [asking('six'), asking('eight', { length: 8 }), asking('other six')];
  const fitting = (text: string) => {
    const { prompts, isCode } = fittingPrompts(text, waiting);
    return { ids: prompts.map(({ accountId }) => accountId), isCode };
  };

  it('fits the prompts for a code of its shape', () => {
    expect(fitting('1234 5678')).toEqual({ ids: ['eight'], isCode: true });
    expect(fitting('Your code is 12345678.')).toEqual({ ids: ['eight'], isCode: false });
    expect(fitting('Your code is 123456.')).toEqual({ ids: ['six', 'other six'], isCode: false });
  });

  it('fits none if it holds no code, or two', () => {
    expect(fitting('Dinner at 8?').ids).toEqual([]);
    expect(fitting('Code 123456 or code 654321').ids).toEqual([]);
    expect(fitting(' ').ids).toEqual([]);
  });
});
