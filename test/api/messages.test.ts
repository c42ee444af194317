import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { BankAnswer } from '../../src/banks/bank-driver.js';
import { scriptedBank, sixDigits } from '../support/scripted-bank.js';
import { until } from '../support/until.js';
import { type ApiWithLogins, startApiWithLogins } from './support/api-with-logins.js';
import { detailsOf, issuePaths, refusalOf } from './support/caller.js';

/** Messages from one phone that gets the codes of many accounts. */

const onCode = (): BankAnswer => ({ is: 'logged_in' });
const asking = scriptedBank({ code: 'asking', onOpen: sixDigits, onCode });
const eightDigits: BankAnswer = {
  is: 'code_required',
  descriptor: { length: 8, type: 'numeric', channel: 'sms' },
  bankMessage: null,
  canResend: false,
};
const askingEight = scriptedBank({ code: 'asking-eight', onOpen: eightDigits, onCode });
const maskedTo = (destination: string): BankAnswer => ({
  is: 'code_required',
  descriptor: { length: 6, type: 'numeric', channel: 'sms', destination },
  bankMessage: null,
  canResend: false,
});
const to678 = scriptedBank({ code: 'to-678', onOpen: maskedTo('+44 •••• ••• 678'), onCode });
const to901 = scriptedBank({ code: 'to-901', onOpen: maskedTo('+44 •••• ••• 901'), onCode });
/** Opens its login page only when the test lets it. */
let openGate: () => void = () => undefined;
let gate = Promise.resolve();
const closeGate = () => {
  gate = new Promise((resolve) => {
    openGate = resolve;
  });
};
const gated = scriptedBank({ code: 'gated', onOpen: () => gate.then(() => sixDigits), onCode });

let api: ApiWithLogins;
beforeAll(async () => {
  const banks = [asking, askingEight, to678, to901, gated];
  api = await startApiWithLogins(banks.map(({ driver }) => driver));
});
afterAll(() => api.close());

const takenSchema = z.object({
  submitted: z.literal(true),
  account_id: z.string(),
  submission_id: z.string(),
  request_id: z.string(),
});
const logSchema = z.object({
  messages: z.array(
    z.object({ result: z.string(), account_id: z.string().nullable(), request_id: z.string().nullable() }),
  ),
});
const newCode = () => String(randomInt(100_000, 1_000_000));
const sms = (code: string) => `Bank: ${code} is your code to sign in.`;
const secondsAgo = (seconds: number) => new Date(Date.now() - seconds * 1_000).toISOString();

/** A user with one phone and an account at each of these banks, all of which have asked for a code. */
async function phoneOwner(...accounts: { bank: string; senders?: string[] }[]) {
  const { token } = await api.signUp();
  const { id: keyId, key } = await api.addKey(token);
  const ids: string[] = [];
  for (const { bank, senders = [] } of accounts)
    ids.push(await api.addAccount(token, { sms_senders: senders }, bank));
  const post = (json: unknown, by = key) => api.call('POST', '/v1/messages', { key: by, json });
  const start = (id: string) => api.call('POST', `/accounts/${id}/scrape`, { token });
  const statusOf = async (id: string) =>
    z
      .object({ session: z.object({ phase: z.string() }).nullable(), pending_assistance: z.unknown() })
      .parse((await api.call('GET', `/v1/accounts/${id}/status`, { key })).body);
  const asked = (id: string) =>
    until(async () => (await statusOf(id)).pending_assistance !== null, 'a pending request');
  return {
    token,
    key,
    ids,
    post,
    start,
    asked,
    statusOf,
    async startAll() {
      for (const id of ids) await start(id);
      for (const id of ids) await asked(id);
    },
    taken: async (json: unknown) => {
      const reply = await post(json);
      expect([reply.status, reply.text]).toEqual([202, expect.stringContaining('"submitted":true')]);
      return takenSchema.parse(reply.body);
    },
    /** What the log of the phone's key says of its messages, newest first. */
    log: async () =>
      (await api.answer(logSchema, 'GET', `/me/api-keys/${keyId}/messages`, { token })).messages,
    outcomeOf: ({ account_id: id, submission_id: submissionId }: z.output<typeof takenSchema>) =>
      until(async () => {
        const path = `/v1/accounts/${id}/submissions/${submissionId}`;
        return z.object({ outcome: z.string().nullable() }).parse((await api.call('GET', path, { key })).body)
          .outcome;
      }, 'an outcome'),
  };
}

describe('a message', () => {
  it('answers the only pending request, without naming the account', async () => {
    const owner = await phoneOwner({ bank: 'asking' });
    await owner.startAll();
    const code = newCode();
    const taken = await owner.taken({ message: sms(code), from: 'BANK', to: '', received_at: null });
    expect(taken.account_id).toBe(owner.ids[0]);
    expect(await owner.outcomeOf(taken)).toBe('accepted');
    expect(asking.typed).toContain(code);
  });

  it('goes to the account that lists its sender, in any notation of the number', async () => {
    const owner = await phoneOwner(
      { bank: 'asking', senders: ['First Bank'] },
      { bank: 'asking', senders: ['+34 612 345 678'] },
    );
    await owner.startAll();
    const [first, second] = owner.ids;
    expect(refusalOf(await owner.post({ message: sms(newCode()), from: 'SHOP' }))).toBe(
      '404 NO_PENDING_REQUEST',
    );
    expect(refusalOf(await owner.post({ message: sms(newCode()) }))).toBe('404 NO_PENDING_REQUEST');
    const toSecond = await owner.taken({ message: sms(newCode()), from: '0034612345678' });
    const toFirst = await owner.taken({ message: sms(newCode()), from: 'FIRSTBANK' });
    expect([toFirst.account_id, toSecond.account_id]).toEqual([first, second]);
  });

  it('goes to the account whose masked number is its destination', async () => {
    const owner = await phoneOwner({ bank: 'to-678' }, { bank: 'to-901' });
    await owner.startAll();
    const taken = await owner.taken({ message: sms(newCode()), to: '+447700900901' });
    expect(taken.account_id).toBe(owner.ids[1]);
    expect(refusalOf(await owner.post({ message: sms(newCode()), to: '+447700900555' }))).toBe(
      '404 NO_PENDING_REQUEST',
    );
    expect((await owner.taken({ message: sms(newCode()), to: '07700 900678' })).account_id).toBe(
      owner.ids[0],
    );
  });

  it('goes to the account that asks for a code of its shape', async () => {
    const owner = await phoneOwner({ bank: 'asking' }, { bank: 'asking-eight' });
    await owner.startAll();
    const taken = await owner.taken({ message: sms('12345678') });
    expect(taken.account_id).toBe(owner.ids[1]);
  });

  it('that matches several accounts is sent to none of them', async () => {
    const owner = await phoneOwner({ bank: 'asking' }, { bank: 'asking' });
    await owner.startAll();
    const code = newCode();
    const reply = await owner.post({ message: sms(code) });
    expect(refusalOf(reply)).toBe('409 AMBIGUOUS_ACCOUNT');
    // In the order of the banks' prompts.
    const named = z.object({ account_ids: z.array(z.string()) }).parse(detailsOf(reply)).account_ids;
    expect(named.toSorted()).toEqual(owner.ids.toSorted());
    expect(asking.typed).not.toContain(code);
  });

  it('without a code, or with two, is refused and reaches no bank', async () => {
    const owner = await phoneOwner({ bank: 'asking' });
    await owner.startAll();
    const typed = asking.typed.length;
    const none = await owner.post({ message: 'Your parcel is on its way.' });
    const two = await owner.post({ message: 'Your code is 123456. Your code is 654321.' });
    expect([refusalOf(none), refusalOf(two)]).toEqual(['400 AMBIGUOUS_MESSAGE', '400 AMBIGUOUS_MESSAGE']);
    expect(detailsOf(two)).toEqual({ found: 'several' });
    expect(asking.typed.length).toBe(typed);
  });

  it('that does not call its number a code is taken only from a sender that the account names', async () => {
    const message = (code: string) => `Enter ${code} to go on`;
    const anyone = await phoneOwner({ bank: 'asking' });
    const named = await phoneOwner({ bank: 'asking', senders: ['OSIER'] });
    await anyone.startAll();
    await named.startAll();
    const [lone, first, second] = [newCode(), newCode(), newCode()];
    expect(refusalOf(await anyone.post({ message: message(lone), from: 'OSIER' }))).toBe(
      '404 NO_PENDING_REQUEST',
    );
    expect(refusalOf(await named.post({ message: message(lone), from: 'OTHER' }))).toBe(
      '404 NO_PENDING_REQUEST',
    );
    const taken = await named.taken({ message: message(first), from: 'OSIER' });
    expect(await named.outcomeOf(taken)).toBe('accepted');
    const [id = ''] = anyone.ids;
    const posted = await api.call('POST', `/v1/accounts/${id}/otp`, {
      key: anyone.key,
      json: { message: message(second) },
    });
    expect(posted.status).toBe(202);
    await until(() => asking.typed.includes(second), 'the code at the bank');
    expect(asking.typed.filter((typed) => [lone, first, second].includes(typed))).toEqual([first, second]);
  });

  it('from before the login’s request is too old', async () => {
    const owner = await phoneOwner({ bank: 'asking' });
    await owner.startAll();
    const old = await owner.post({ message: sms(newCode()), received_at: secondsAgo(120) });
    expect(refusalOf(old)).toBe('404 NO_PENDING_REQUEST');
    // Clocks differ, and some phones send milliseconds.
    await owner.taken({ message: sms(newCode()), received_at: String(Date.now() - 30_000) });
  });

  it('matches no request if no login is under way', async () => {
    const owner = await phoneOwner({ bank: 'asking' });
    expect(refusalOf(await owner.post({ message: sms(newCode()) }))).toBe('404 NO_PENDING_REQUEST');
  });

  it('never answers for accounts that the key is not for, or of another user', async () => {
    const owner = await phoneOwner({ bank: 'asking' }, { bank: 'asking' });
    const stranger = await phoneOwner({ bank: 'asking' });
    await owner.start(owner.ids[0] ?? '');
    await owner.asked(owner.ids[0] ?? '');
    const message = sms(newCode());
    const narrow = await api.addKey(owner.token, { accountIds: owner.ids.slice(1) });
    for (const key of [narrow.key, stranger.key])
      expect(refusalOf(await owner.post({ message }, key))).toBe('404 NO_PENDING_REQUEST');
    await owner.taken({ message });
    // Not even with a message that was accepted before.
    for (const key of [narrow.key, stranger.key])
      expect(refusalOf(await owner.post({ message }, key))).toBe('404 NO_PENDING_REQUEST');
    const empty = await api.addKey(owner.token, { accountIds: [] });
    expect(refusalOf(await owner.post({ message: sms(newCode()) }, empty.key))).toBe(
      '404 NO_PENDING_REQUEST',
    );
  });

  it('is refused with the names of the malformed fields', async () => {
    const owner = await phoneOwner();
    expect(issuePaths(await owner.post({ message: ' ' }))).toEqual(['message']);
    expect(issuePaths(await owner.post({ message: 'x', from: {} }))).toEqual(['from']);
    expect(issuePaths(await owner.post({ from: 'x' }))).toEqual(['message']);
  });
});

describe('the same message again', () => {
  it('gets the same response and is typed once, concurrently and after the code was accepted', async () => {
    const owner = await phoneOwner({ bank: 'asking' }, { bank: 'asking' });
    const [first = '', second = ''] = owner.ids;
    await owner.start(first);
    await owner.asked(first);
    const code = newCode();
    const body = { message: sms(code), from: '+34 612 345 678', received_at: secondsAgo(1) };
    const both = await Promise.all([owner.taken(body), owner.taken({ ...body, from: '+34612345678' })]);
    expect(both[0]).toEqual(both[1]);
    expect(await owner.outcomeOf(both[0])).toBe('accepted');
    // Meanwhile another account has a pending request, which the old message does not answer.
    await owner.start(second);
    await owner.asked(second);
    expect(await owner.taken({ ...body, received_at: undefined })).toEqual(both[0]);
    expect(asking.typed.filter((typed) => typed === code)).toHaveLength(1);
  });

  it('counts as new if it was sent while a later request was pending', async () => {
    const owner = await phoneOwner({ bank: 'asking' });
    const [id = ''] = owner.ids;
    await owner.startAll();
    const body = { message: sms(newCode()), from: 'BANK' };
    const first = await owner.taken(body);
    expect(await owner.outcomeOf(first)).toBe('accepted');
    await until(async () => (await owner.statusOf(id)).session === null, 'the end of the first login');
    // Move it back by an hour.
    await api.db
      .updateTable('assistance_requests')
      .set({ requested_at: new Date(Date.now() - 3_600_000), expires_at: new Date(Date.now() - 3_400_000) })
      .where('id', '=', first.request_id)
      .execute();
    await owner.startAll();
    const second = await owner.taken(body);
    expect(second.request_id).not.toBe(first.request_id);
    expect(await owner.outcomeOf(second)).toBe('accepted');
  });
});

describe('a message that was submitted more than a day ago', () => {
  it('is too old if its phone sends it again', async () => {
    const owner = await phoneOwner({ bank: 'asking' });
    await owner.startAll();
    const body = { message: sms(newCode()), received_at: secondsAgo(1) };
    expect(await owner.outcomeOf(await owner.taken(body))).toBe('accepted');
    await until(
      async () => (await owner.statusOf(owner.ids[0] ?? '')).session === null,
      'the end of the login',
    );
    await api.db
      .updateTable('submission_claims')
      .set({ created_at: new Date(Date.now() - 25 * 3_600_000) })
      .where('account_id', '=', owner.ids[0] ?? '')
      .execute();
    expect(refusalOf(await owner.post(body))).toBe('404 NO_PENDING_REQUEST');
  });
});

describe('a message that comes before its request', () => {
  async function whileLoggingIn() {
    closeGate();
    const owner = await phoneOwner({ bank: 'gated' });
    const [id = ''] = owner.ids;
    await owner.start(id);
    await until(async () => (await owner.statusOf(id)).session?.phase === 'logging_in', 'the login page');
    return { ...owner, id };
  }

  it('is held, sealed, and used once when the request opens, by any process', async () => {
    const owner = await whileLoggingIn();
    const twin = await api.twin();
    const code = newCode();
    const held = await owner.post({ message: sms(code) });
    expect([held.status, held.body]).toEqual([202, { submitted: false, held: true, time: 'arrival' }]);
    const again = await twin.call('POST', '/v1/messages', { key: owner.key, json: { message: sms(code) } });
    expect(again.body).toEqual({ submitted: false, held: true, time: 'arrival' });
    const rows = await api.db.selectFrom('held_messages').selectAll().execute();
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(code);
    const leftMs = (rows[0]?.held_until.getTime() ?? 0) - Date.now();
    expect(leftMs).toBeLessThanOrEqual(30_000);
    expect(leftMs).toBeGreaterThan(15_000);
    const inLog = { result: 'HELD', account_id: null, request_id: null };
    expect(await owner.log()).toEqual([inLog, inLog]);
    openGate();
    await until(() => gated.typed.includes(code), 'the code at the bank');
    await until(
      async () => (await api.db.selectFrom('held_messages').select('id').execute()).length === 0,
      'the end of the held message',
    );
    expect(gated.typed.filter((typed) => typed === code)).toHaveLength(1);
    const submissions = await api.db
      .selectFrom('submissions')
      .select(['account_id', 'request_id'])
      .where('account_id', '=', owner.id)
      .execute();
    expect(submissions).toHaveLength(1);
    const submitted = { result: 'SUBMITTED', ...submissions[0] };
    expect(await owner.log()).toEqual([submitted, submitted]);
    await twin.close();
  });

  it('is held for 30 s more when it comes again', async () => {
    const owner = await whileLoggingIn();
    const body = { message: sms(newCode()) };
    await owner.post(body);
    const held = () => api.db.selectFrom('held_messages').select('held_until').executeTakeFirstOrThrow();
    const before = (await held()).held_until.getTime();
    await until(() => Date.now() > before - 29_000, 'a second');
    expect((await owner.post(body)).body).toEqual({ submitted: false, held: true, time: 'arrival' });
    expect((await held()).held_until.getTime() - before).toBeGreaterThan(900);
    openGate();
    await owner.asked(owner.id);
  });

  it('is dropped if no request matched in time, which is in the audit trail without its text', async () => {
    const owner = await whileLoggingIn();
    const code = newCode();
    expect((await owner.post({ message: sms(code) })).body).toEqual({
      submitted: false,
      held: true,
      time: 'arrival',
    });
    await api.db.updateTable('held_messages').set({ held_until: new Date() }).execute();
    const events = await until(async () => {
      const reply = await api.call('GET', `/accounts/${owner.id}/events`, { token: owner.token });
      return reply.text.includes('message.dropped') && reply.text;
    }, 'the entry');
    expect(events).toContain('nothing_fitted');
    expect(events).not.toContain(code);
    expect((await owner.log())[0]?.result).toBe('NO_PENDING_REQUEST');
    openGate();
    await owner.asked(owner.id);
    expect(gated.typed).not.toContain(code);
  });

  it('and before its login began matches no request', async () => {
    const owner = await whileLoggingIn();
    const old = await owner.post({ message: sms(newCode()), received_at: secondsAgo(300) });
    expect(refusalOf(old)).toBe('404 NO_PENDING_REQUEST');
    openGate();
  });

  it('is not used if its key was revoked in the meantime', async () => {
    const owner = await whileLoggingIn();
    const other = await api.addKey(owner.token);
    const code = newCode();
    expect((await owner.post({ message: sms(code) }, other.key)).status).toBe(202);
    await api.call('DELETE', `/me/api-keys/${other.id}`, { token: owner.token });
    openGate();
    await until(async () => {
      const reply = await api.call('GET', `/accounts/${owner.id}/events`, { token: owner.token });
      return reply.text.includes('key_revoked');
    }, 'the entry');
    expect(gated.typed).not.toContain(code);
  });
});

it('an unknown key is refused', async () => {
  const reply = await api.call('POST', '/v1/messages', {
    key: `rbk_${'0'.repeat(8)}_${'0'.repeat(64)}`,
    json: { message: randomUUID() },
  });
  expect(refusalOf(reply)).toBe('401 INVALID_API_KEY');
});
