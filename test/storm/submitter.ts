import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Caller, Reply } from '../api/support/caller.js';
import { byKey, type Credential, credentialsOf, type StormAccount, type Tenant } from './customers.js';
import { wrongCode } from './ledger-bank.js';

/** The intention of a submission. The bank's ledger shows what became of it. */
export type Kind =
  | 'right'
  | 'wrong'
  | 'repeated'
  | 'once'
  | 'replayed'
  | 'other body'
  | 'late'
  | 'unknown request'
  | 'other tenant'
  | 'narrow or weak key'
  | 'bad shape'
  /** A whole message from the phone of the tenant. */
  | 'relayed';

export interface Sent {
  kind: Kind;
  account: StormAccount;
  credential: string;
  /** The code in it; null if there is none. */
  code: string | null;
  /** Its idempotency key, which with its owner and account names one submission. */
  claim: string | null;
  waits: boolean;
  reply: Reply;
}

type Letter = Omit<Sent, 'reply' | 'account' | 'credential'> & {
  credential: Credential;
  body: unknown;
  raw?: string;
  idempotencyKey?: string;
  /** Of the tenant, not of the account. */
  path?: string;
};

/** An idempotency key that was used, and its body. */
type Used = Letter & { idempotencyKey: string };

const kinds = [
  ['wrong', 26],
  ['repeated', 22],
  ['right', 4],
  ['once', 8],
  ['replayed', 4],
  ['other body', 3],
  ['late', 8],
  ['unknown request', 2],
  ['other tenant', 9],
  ['narrow or weak key', 4],
  ['bad shape', 9],
  ['relayed', 9],
] as const;

const malformed = [
  {},
  { code: '' },
  { code: 123456 },
  { code: null },
  { code: '1'.repeat(33) },
  { code: '12345' },
  { code: '1234567' },
  { code: 'abcdef' },
  { code: '---' },
  { code: ['123456'] },
  { code: '123456', message: 'Your code is 123456' },
  { code: '123456', request_id: 'the last one' },
  { message: 'Good morning.' },
  { message: 'Codes: 123456 and 654321' },
  '123456',
  null,
  [],
];

/** People and programs who submit codes of one account, with the account's own randomness. */
export function createSubmitter(spec: {
  account: StormAccount;
  others: Tenant[];
  /** The API's processes. */
  apis: readonly Pick<Caller, 'call'>[];
  record: (sent: Sent) => void;
}) {
  const { account, others, apis, record } = spec;
  const { random, bank, tenant } = account;
  const codes: string[] = [];
  const used: Used[] = [];
  const endedRequests: string[] = [];

  async function send({ credential, body, raw, idempotencyKey, path, ...letter }: Letter): Promise<Sent> {
    const reply = await random
      .pick(apis)
      .call('POST', path ?? `${credential.prefix}/accounts/${account.accountId}/otp`, {
        ...(raw === undefined ? { json: body } : { raw }),
        headers: {
          ...credential.headers,
          'Content-Type': 'application/json',
          ...(letter.waits ? { Prefer: 'wait=60' } : {}),
          ...(idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey }),
        },
      });
    const sent = { ...letter, account, credential: credential.name, reply };
    record(sent);
    return sent;
  }

  /** A code in one of the notations that people and phones use. */
  function bodyWith(code: string): Record<string, string> {
    const half = [code.slice(0, 3), code.slice(3)];
    const fullWidth = Array.from(code, (digit) => String.fromCodePoint(0xff10 + Number(digit))).join('');
    return random.pick([
      { code },
      { code },
      { code },
      { code: half.join(' ') },
      { code: half.join('-') },
      { code: fullWidth },
      { message: `Your code is ${code}. Never tell it to anybody.` },
    ]);
  }

  const own = (): Credential => random.pick(credentialsOf(tenant));

  const letter = (kind: Kind, code: string | null, more: Partial<Letter> = {}): Letter => ({
    kind,
    code,
    claim: null,
    credential: own(),
    waits: random.chance(0.6),
    body: code === null ? undefined : bodyWith(code),
    ...more,
  });

  function withClaim(from: Letter): Used {
    const idempotencyKey = randomUUID();
    const claim = `${from.credential.owner} ${account.accountId} ${idempotencyKey}`;
    return { ...from, idempotencyKey, claim };
  }

  const strangers = (): Credential[] =>
    others.flatMap((other) => [...credentialsOf(other), byKey(other.narrowKey)]);

  const weak = (): Credential[] =>
    [...(tenant.accountIds[0] === account.accountId ? [] : [tenant.narrowKey]), tenant.readingKey].map(byKey);

  /** The next submissions: one, or a few equal ones that are sent at once. */
  function next(room: number): Letter[] {
    const kind = random.weighted(kinds);
    switch (kind) {
      case 'right':
        return [letter(kind, bank.right())];
      case 'wrong':
        return [letter(kind, wrongCode(random))];
      case 'repeated':
        return [letter(kind, codes.length > 0 ? random.pick(codes) : wrongCode(random))];
      case 'once': {
        const code = random.chance(0.15) ? bank.right() : wrongCode(random);
        const first = withClaim(letter(kind, code));
        used.push(first);
        return Array.from({ length: Math.min(room, random.whole(2, 4)) }, () => ({
          ...first,
          waits: random.chance(0.5),
        }));
      }
      case 'replayed':
        return [used.length > 0 ? { ...random.pick(used), kind } : letter('wrong', wrongCode(random))];
      case 'other body': {
        if (used.length === 0) return [letter('wrong', wrongCode(random))];
        const { credential, idempotencyKey, claim } = random.pick(used);
        return [letter(kind, wrongCode(random), { credential, idempotencyKey, claim })];
      }
      case 'late': {
        const code = random.chance(0.4) ? bank.right() : wrongCode(random);
        if (endedRequests.length === 0) return [letter('wrong', wrongCode(random))];
        return [letter(kind, code, { body: { ...bodyWith(code), request_id: random.pick(endedRequests) } })];
      }
      case 'unknown request': {
        const code = random.chance(0.4) ? bank.right() : wrongCode(random);
        return [letter(kind, code, { body: { ...bodyWith(code), request_id: randomUUID() } })];
      }
      case 'other tenant': {
        const code = random.chance(0.5) ? bank.right() : wrongCode(random);
        return [letter(kind, code, { credential: random.pick(strangers()) })];
      }
      case 'narrow or weak key': {
        const code = random.chance(0.5) ? bank.right() : wrongCode(random);
        return [letter(kind, code, { credential: random.pick(weak()) })];
      }
      case 'relayed': {
        const code = random.chance(0.15) ? bank.right() : wrongCode(random);
        // Letters only: digits could be taken for a code.
        const unique = Array.from({ length: 10 }, () => String.fromCharCode(random.whole(97, 122))).join('');
        const text = `Your code is ${code}. Greetings, ${unique}`;
        const message = letter(kind, code, {
          path: '/v1/messages',
          credential: byKey(tenant.key),
          body: { message: text, from: account.code },
          claim: `message ${text}`,
          waits: false,
        });
        // Phones forward some messages more than once.
        return Array.from({ length: Math.min(room, random.whole(1, 3)) }, () => message);
      }
      case 'bad shape':
        return [
          random.chance(0.1)
            ? letter(kind, null, { raw: '{"code":"123456"' })
            : letter(kind, null, { body: random.pick(malformed) }),
        ];
    }
  }

  return {
    /** Sends this number of submissions in waves. A wave is concurrent; the next one waits for its responses. */
    async storm(count: number): Promise<void> {
      let left = count;
      while (left > 0) {
        const size = Math.min(left, random.whole(1, 6));
        const wave: Letter[] = [];
        while (wave.length < size) {
          const letters = next(size - wave.length);
          for (const { kind, code } of letters)
            if (code !== null && ['right', 'wrong', 'once', 'relayed'].includes(kind)) codes.push(code);
          wave.push(...letters);
        }
        left -= wave.length;
        await Promise.all(wave.map(send));
      }
    },

    /** Submits the right code to the pending request and waits for the outcome. */
    answer: async (requestId: string): Promise<Sent> => {
      const code = bank.right();
      return send(letter('right', code, { body: { code, request_id: requestId }, waits: true }));
    },

    /** After the end of a login, its requests accept no codes, and its codes may occur again. */
    loginEnded(requestIds: string[]): void {
      endedRequests.splice(0, endedRequests.length, ...requestIds);
    },
  };
}

const idSchema = z.object({ submission_id: z.string(), request_id: z.string() });
const detailedSchema = z.object({ error: z.object({ details: idSchema.extend({ outcome: z.string() }) }) });

/** The submission that a response names, and its outcome. */
export function toldBy({
  body,
  status,
}: Reply): { id: string; requestId: string; outcome: string | null } | null {
  const plain = idSchema.safeParse(body).data;
  if (plain)
    return {
      id: plain.submission_id,
      requestId: plain.request_id,
      outcome: status === 200 ? 'accepted' : null,
    };
  const details = detailedSchema.safeParse(body).data?.error.details;
  return details
    ? { id: details.submission_id, requestId: details.request_id, outcome: details.outcome }
    : null;
}
