import { expect } from 'vitest';
import { z } from 'zod';
import type { ApiWithLogins } from '../api/support/api-with-logins.js';
import { refusalOf } from '../api/support/caller.js';
import type { StormAccount } from './customers.js';
import type { Prompt } from './ledger-bank.js';
import { type Sent, toldBy } from './submitter.js';

const requestSchema = z.object({
  id: z.string(),
  attempts: z.int(),
  status: z.string(),
  expires_at: z.coerce.date(),
});
const submissionSchema = z.object({
  submission_id: z.string(),
  request_id: z.string(),
  submitted_at: z.coerce.date(),
  outcome: z.string().nullable(),
});
const eventSchema = z.object({ type: z.string(), details: z.unknown() });
const settledSchema = z.object({ submissionId: z.string(), outcome: z.string() });
/** Between the clock of the database and the timer of the workflow. */
const clockToleranceMs = 1_000;
type Recorded = z.output<typeof submissionSchema>;

/** All items of a paged list. */
export async function readAll<S extends z.ZodType>(
  api: ApiWithLogins,
  account: StormAccount,
  { list, item }: { list: string; item: S },
): Promise<z.output<S>[]> {
  const { token } = account.tenant;
  const schema = z.object({ items: z.array(item), next_cursor: z.string().nullable() });
  const all: z.output<S>[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const from: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const path = `/accounts/${account.accountId}/${list}?limit=50${from}`;
    const page: z.output<typeof schema> = await api.answer(schema, 'GET', path, { token });
    all.push(...page.items);
    cursor = page.next_cursor;
  }
  return all;
}

export const requestsOf = async (api: ApiWithLogins, account: StormAccount) =>
  (await readAll(api, account, { list: 'assistance-requests', item: requestSchema })).reverse();

/** Compares what the API says about one account with the bank's ledger. Returns the outcomes. */
export async function auditAccount(
  api: ApiWithLogins,
  account: StormAccount,
  sent: Sent[],
  seed: string,
): Promise<string[]> {
  const { bank } = account;
  const where = `${account.code}, ${seed}`;
  const requests = await requestsOf(api, account);
  const recorded = await readAll(api, account, { list: 'submissions', item: submissionSchema });

  // At the bank: no code twice, none after the right one, and the same codes as the driver typed.
  const prompts = bank.logins.flat();
  expect(
    prompts.flat().map(({ code }) => code),
    where,
  ).toEqual(bank.typed);
  for (const login of bank.logins) {
    const typed = login.flat().map(({ code }) => code);
    expect(new Set(typed).size, `${where}: a code was typed twice in a login: ${typed.join()}`).toBe(
      typed.length,
    );
    for (const prompt of login)
      expect(
        prompt.slice(0, -1).filter(({ accepted }) => accepted),
        `${where}: typed after acceptance`,
      ).toEqual([]);
  }

  // Each prompt of the bank was one request, whose attempts are the codes that were typed.
  expect(
    requests.map(({ attempts }) => attempts),
    `${where}: attempts`,
  ).toEqual(prompts.map((prompt) => prompt.length));
  const promptOf = new Map(requests.map(({ id }, index) => [id, prompts[index] ?? []]));

  // Each submission has an outcome, and those whose outcome implies typing are the codes that were typed.
  expect(
    recorded.filter(({ outcome }) => outcome === null),
    `${where}: without an outcome`,
  ).toEqual([]);
  expect(
    recorded.filter(({ outcome }) => outcome === 'unknown'),
    where,
  ).toEqual([]);
  for (const { id, status } of requests) {
    const prompt = promptOf.get(id) ?? [];
    const isAccepted = prompt.some(({ accepted }) => accepted);
    expect(status === 'fulfilled', `${where}: request ${id} is ${status}`).toBe(isAccepted);
    const outcomes = recorded.filter((row) => row.request_id === id).map(({ outcome }) => outcome);
    const told = (outcome: string) => outcomes.filter((other) => other === outcome).length;
    expect(told('accepted'), `${where}: accepted at ${id}`).toBe(isAccepted ? 1 : 0);
    expect(told('rejected'), `${where}: rejected at ${id}`).toBe(
      prompt.filter(({ accepted }) => !accepted).length,
    );
  }

  const byId = new Map(recorded.map((row) => [row.submission_id, row]));
  const events = await readAll(api, account, { list: 'events', item: eventSchema });
  const settled = events.flatMap(({ type, details }) => {
    const told = type === 'code.settled' ? settledSchema.safeParse(details).data : undefined;
    return told ? [[told.submissionId, told.outcome] as const] : [];
  });
  const known = { byId, settled: new Map(settled), promptOf, requests, seed };
  for (const one of sent) auditAnswer(one, known);
  auditClaims(sent, seed);
  return recorded.map(({ outcome }) => outcome ?? 'none');
}

interface Known {
  byId: Map<string, Recorded>;
  /** The outcomes of submissions by the audit trail. */
  settled: Map<string, string>;
  promptOf: Map<string, Prompt>;
  requests: z.output<typeof requestSchema>[];
  seed: string;
}

/** A message that came before its request. */
export const isHeld = ({ body }: Sent['reply']): boolean =>
  z.object({ held: z.literal(true) }).safeParse(body).success;

const orConflict =
  /^(200|202|404 NO_PENDING_REQUEST|409 REQUEST_SUPERSEDED|409 CONFLICT|422 CODE_REJECTED|400 INVALID_CODE)$/;

const allowed: Record<Sent['kind'], RegExp> = {
  right: /^(200|202|404 NO_PENDING_REQUEST|409 REQUEST_SUPERSEDED|422 CODE_REJECTED|400 INVALID_CODE)$/,
  wrong: /^(202|404 NO_PENDING_REQUEST|409 REQUEST_SUPERSEDED|422 CODE_REJECTED)$/,
  repeated: /^(200|202|404 NO_PENDING_REQUEST|409 REQUEST_SUPERSEDED|422 CODE_REJECTED|400 INVALID_CODE)$/,
  once: orConflict,
  replayed: orConflict,
  // A key whose first use was refused can be used again, and either body may come first.
  'other body': orConflict,
  late: /^409 REQUEST_SUPERSEDED$/,
  'unknown request': /^404 NO_PENDING_REQUEST$/,
  'other tenant': /^(404 NOT_FOUND|403 FORBIDDEN)$/,
  'narrow or weak key': /^403 FORBIDDEN$/,
  // It answers no request of another account, as each account names its own sender.
  relayed: /^(202|404 NO_PENDING_REQUEST|409 REQUEST_SUPERSEDED|400 INVALID_CODE)$/,
  'bad shape': /^(400 (VALIDATION_ERROR|INVALID_CODE|AMBIGUOUS_MESSAGE)|404 NO_PENDING_REQUEST)$/,
};

export const answerOf = ({ reply }: Sent): string =>
  reply.status < 300 ? String(reply.status) : refusalOf(reply);

/** Checks one response: its status is allowed, and its content matches the records and the bank's ledger. */
function auditAnswer(sent: Sent, { byId, settled, promptOf, requests, seed }: Known): void {
  const { kind, code, reply, waits, credential, account } = sent;
  const answer = answerOf(sent);
  const where = `${kind} by ${credential} at ${account.code} (${seed}): ${answer} ${reply.text}`;
  expect(answer, where).toMatch(allowed[kind]);
  const told = toldBy(reply);
  if (kind === 'relayed' && isHeld(reply)) return;
  if (!told) {
    // Nothing was recorded, so no outcome may exist.
    expect(answer, where).not.toMatch(/^(2|422)/);
    return;
  }
  expect(kind, where).toMatch(/^(right|wrong|repeated|once|replayed|other body|relayed)$/);
  const row = byId.get(told.id);
  expect(row?.request_id, `${where}: not in the audit trail`).toBe(told.requestId);
  const outcome = row?.outcome ?? 'none';
  expect(settled.get(told.id), `${where}: not told by an event`).toBe(outcome);
  if (told.outcome !== null) expect(told.outcome, `${where}, recorded as ${outcome}`).toBe(outcome);
  // A caller that waits gets the outcome, because the bank answers long before the minute is over.
  if (waits) expect(reply.status, where).not.toBe(202);
  expect(answer === '200', where).toBe(told.outcome === 'accepted');

  const prompt = promptOf.get(told.requestId) ?? [];
  const typed = prompt.find((other) => other.code === code);
  const request = requests.find(({ id }) => id === told.requestId);
  const status = request?.status;
  switch (outcome) {
    case 'accepted':
      expect(typed?.accepted, where).toBe(true);
      break;
    case 'rejected':
      expect(typed?.accepted, where).toBe(false);
      break;
    case 'repeated':
      expect(typed, where).toBeDefined();
      if (waits) expect(answer === '422 CODE_REJECTED', where).toBe(typed?.accepted === false);
      break;
    case 'not_needed':
      expect(prompt.at(-1)?.accepted, where).toBe(true);
      break;
    case 'too_late': {
      if (status === 'expired') break;
      // A code that came in time was still being judged at the deadline, and ended the request, or was right.
      expect(['cancelled', 'fulfilled'], where).toContain(status);
      const lateMs = Number(row?.submitted_at) - Number(request?.expires_at);
      expect(lateMs, where).toBeGreaterThan(-clockToleranceMs);
      break;
    }
    case 'superseded':
      expect(status, where).toBe('cancelled');
      break;
    default:
      expect.fail(`${where}: recorded as ${outcome}`);
  }
  if (waits) {
    const isRefused = outcome === 'rejected' || (outcome === 'repeated' && typed?.accepted === false);
    const expected = outcome === 'accepted' ? 200 : isRefused ? 422 : 409;
    expect(reply.status, `${where}, recorded as ${outcome}`).toBe(expected);
  }
}

/** However often an idempotency key was used, it names one submission; another body is a conflict. */
function auditClaims(sent: Sent[], seed: string): void {
  for (const [claim, uses] of groupByClaim(sent)) {
    const where = `${claim} (${seed}): ${uses.map((use) => `${use.kind} ${answerOf(use)}`).join(', ')}`;
    const told = uses.filter(({ reply }) => toldBy(reply) !== null);
    expect(new Set(told.map(({ reply }) => toldBy(reply)?.id)).size, where).toBeLessThanOrEqual(1);
    expect(new Set(told.map(({ code }) => code)).size, where).toBeLessThanOrEqual(1);
    for (const { code } of uses.filter((use) => answerOf(use) === '409 CONFLICT')) {
      expect(told, where).not.toEqual([]);
      expect(told[0]?.code, where).not.toBe(code);
    }
  }
}

function groupByClaim(sent: Sent[]): Map<string, Sent[]> {
  const uses = new Map<string, Sent[]>();
  for (const one of sent) if (one.claim !== null) uses.set(one.claim, [...(uses.get(one.claim) ?? []), one]);
  return uses;
}
