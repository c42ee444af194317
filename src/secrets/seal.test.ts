import { randomBytes } from 'node:crypto';
import { CompactEncrypt, decodeProtectedHeader } from 'jose';
import { describe, expect, it } from 'vitest';
import { parseKeyRing } from './key-ring.js';
import { CannotOpen, open, openIfPossible, purpose, type Purpose, seal } from './seal.js';

const entry = (id: string): string => `${id}:${randomBytes(32).toString('base64')}`;
const [old, current] = [entry('old'), entry('new')];
const ring = parseKeyRing(current);
const checkpoint = purpose.checkpoint('a login');

const code = {
  accountId: 'an account',
  loginId: 'a login',
  requestId: 'a request',
  submissionId: 'a submission',
};

/** Every purpose that there is, for one id and for another. */
const purposes: Record<keyof typeof purpose, (id: string) => Purpose> = {
  ...purpose,
  code: (id) => purpose.code({ ...code, submissionId: id }),
  answer: (id) => purpose.answer({ ...code, submissionId: id }),
};
const allPurposes = [
  ...new Set(['one', 'another'].flatMap((id) => Object.values(purposes).map((make) => make(id)))),
];

describe('a sealed secret', () => {
  it.each(['kept', '', '•ünïcödé 验证码 😀', 'x'.repeat(100_000)])(
    'opens for its purpose: %.20s',
    async (secret) => {
      expect(await open(ring, checkpoint, await seal(ring, checkpoint, secret))).toBe(secret);
    },
  );

  it('does not show what it holds, and is different each time', async () => {
    const [one, two] = [await seal(ring, checkpoint, 'kept'), await seal(ring, checkpoint, 'kept')];
    expect(one).not.toBe(two);
    expect(one).not.toContain('kept');
    expect(one).not.toContain(Buffer.from('kept').toString('base64url'));
    expect(decodeProtectedHeader(one)).toEqual({
      alg: 'dir',
      enc: 'A256GCM',
      kid: 'new',
      purpose: checkpoint,
    });
  });

  it('opens for no purpose but its own, and for no other id', async () => {
    // The key of pushes is the only one of its kind.
    expect(allPurposes).toHaveLength(2 * Object.keys(purposes).length - 1);
    for (const own of allPurposes) {
      const token = await seal(ring, own, 'kept');
      for (const other of allPurposes)
        expect(await openIfPossible(ring, other, token), `${own} for ${other}`).toBe(
          own === other ? 'kept' : undefined,
        );
    }
  });

  it.each(Object.keys(code) as (keyof typeof code)[])(
    'opens, if it is a code or an answer, for no other %s',
    async (part) => {
      for (const make of [purpose.code, purpose.answer]) {
        const token = await seal(ring, make(code), '123456');
        expect(await open(ring, make({ ...code }), token)).toBe('123456');
        expect(await openIfPossible(ring, make({ ...code, [part]: 'another' }), token)).toBeUndefined();
      }
    },
  );

  it('opens after a new key was put in front, and no more when its own was taken out', async () => {
    const token = await seal(parseKeyRing(old), checkpoint, 'kept');
    expect(await open(parseKeyRing(`${current},${old}`), checkpoint, token)).toBe('kept');
    await expect(open(parseKeyRing(current), checkpoint, token)).rejects.toThrow(
      new CannotOpen('no key with id old in SECRET_KEYS'),
    );
  });

  it('does not open when another key has taken its key’s id', async () => {
    const token = await seal(parseKeyRing(entry('old')), checkpoint, 'kept');
    await expect(open(parseKeyRing(old), checkpoint, token)).rejects.toThrow(
      new CannotOpen('the sealed value is damaged'),
    );
  });

  it('opens from version to version: databases keep it', async () => {
    const kept = parseKeyRing(`old:${Buffer.alloc(32, 7).toString('base64')}`);
    const token =
      'eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoib2xkIiwicHVycG9zZSI6IltcImNoZWNrcG9pbnRcIixcImEgbG9naW5cIl0ifQ..X12BHIe0sbKnAOv8.nWsVLQ.aXpNW1dgke58FJlgfnT6Gg';
    expect(await open(kept, checkpoint, token)).toBe('kept');
  });
});

describe('a purpose', () => {
  it('stays what it was: sealed values in databases name it', () => {
    const names = Object.values(purposes).map((make) => JSON.parse(make('an id')) as unknown);
    expect(names).toEqual([
      ...['bank-username', 'bank-password', 'bank-secrets', 'bank-answers'].map((name) => [name, 'an id']),
      ...['proxy-url', 'totp-secret', 'notification-token'].map((name) => [name, 'an id']),
      ...['signing-secret', 'slack-url', 'mailbox-url', 'mailbox-refresh-token'].map((name) => [
        name,
        'an id',
      ]),
      ...['relay-secret', 'relay-settings', 'message-part', 'checkpoint'].map((name) => [name, 'an id']),
      ...['trusted-browser', 'session-state', 'user-totp-secret'].map((name) => [name, 'an id']),
      ['push-private-key'],
      ...['push-subscription', 'held-message', 'cursor'].map((name) => [name, 'an id']),
      ['code', 'an account', 'a login', 'a request', 'an id'],
      ['answer', 'an account', 'a login', 'a request', 'an id'],
      ...['code-picture', 'evidence', 'evidence-screenshot', 'fingerprint-key'].map((name) => [
        name,
        'an id',
      ]),
    ]);
  });
});

describe('what cannot be opened', () => {
  const header = (fields: object): string =>
    `${Buffer.from(JSON.stringify(fields)).toString('base64url')}....`;

  it.each([
    ['', 'the sealed value is damaged'],
    ['kept', 'the sealed value is damaged'],
    [header({ alg: 'dir', enc: 'A256GCM' }), 'no key with id (none) in SECRET_KEYS'],
    [header({ alg: 'dir', enc: 'A256GCM', kid: 'other' }), 'no key with id other in SECRET_KEYS'],
    [header({ alg: 'dir', enc: 'A128GCM', kid: 'new' }), 'the sealed value is damaged'],
    [header({ alg: 'A256KW', enc: 'A256GCM', kid: 'new' }), 'the sealed value is damaged'],
    [header({ alg: 'PBES2-HS256+A128KW', enc: 'A256GCM', kid: 'new' }), 'the sealed value is damaged'],
  ])('%j is an error that says why', async (token, why) => {
    const opening = open(ring, checkpoint, token);
    await expect(opening).rejects.toBeInstanceOf(CannotOpen);
    await expect(opening).rejects.toMatchObject({ name: 'CannotOpen', message: why });
    expect(await openIfPossible(ring, checkpoint, token)).toBeUndefined();
  });

  it('is a token with any part changed', async () => {
    const parts = (await seal(ring, checkpoint, 'kept')).split('.');
    for (const index of [0, 2, 3, 4]) {
      const changed = parts.map((part, at) =>
        at === index ? (part.startsWith('A') ? 'B' : 'A') + part.slice(1) : part,
      );
      expect(await openIfPossible(ring, checkpoint, changed.join('.')), `part ${index}`).toBeUndefined();
    }
  });

  it.each([
    ['dir', 'A128CBC-HS256'],
    ['A256GCMKW', 'A256GCM'],
  ])('is a token of another algorithm, though the key is right: %s, %s', async (alg, enc) => {
    const token = await new CompactEncrypt(new TextEncoder().encode('kept'))
      .setProtectedHeader({ alg, enc, kid: 'new', purpose: checkpoint })
      .encrypt(ring.sealing.encryptionKey);
    await expect(open(ring, checkpoint, token)).rejects.toThrow(
      new CannotOpen('the sealed value is damaged'),
    );
  });

  it('is a token for another purpose, and the error says so', async () => {
    const token = await seal(ring, purpose.checkpoint('another login'), 'kept');
    await expect(open(ring, checkpoint, token)).rejects.toThrow(new CannotOpen('sealed for another purpose'));
  });

  it('is not confused with a bug, which is thrown on', async () => {
    const broken = {
      ...ring,
      encryptionKey: () => {
        throw new TypeError('a bug');
      },
    };
    const token = await seal(ring, checkpoint, 'kept');
    await expect(open(broken, checkpoint, token)).rejects.toThrow('a bug');
    await expect(openIfPossible(broken, checkpoint, token)).rejects.toThrow('a bug');
  });
});
