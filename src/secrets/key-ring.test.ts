import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseKeyRing } from './key-ring.js';

const newSecret = (): string => randomBytes(32).toString('base64');
const [old, current] = [`old:${newSecret()}`, `new:${newSecret()}`];

describe('a key ring', () => {
  it('seals with the first key and knows all of them', () => {
    const ring = parseKeyRing(`${current},${old}`);
    expect(ring.sealing.id).toBe('new');
    expect(ring.sealing.encryptionKey).toEqual(ring.encryptionKey('new'));
    expect(ring.encryptionKey('old')).toEqual(parseKeyRing(old).sealing.encryptionKey);
    expect(ring.encryptionKey('old')).not.toEqual(ring.encryptionKey('new'));
    expect(ring.encryptionKey('other')).toBeUndefined();
    expect(ring.ids).toEqual(['new', 'old']);
  });

  it('derives keys of 32 bytes that are not the secret itself', () => {
    const secret = randomBytes(32);
    const { encryptionKey } = parseKeyRing(`k1:${secret.toString('base64')}`).sealing;
    expect(encryptionKey).toHaveLength(32);
    expect(Buffer.from(encryptionKey)).not.toEqual(secret);
  });

  it('ignores white space around an entry and its parts', () => {
    const secret = newSecret();
    const ring = parseKeyRing(`  k-1_A :\t${secret}  , ${old}\n`);
    expect(ring.sealing.id).toBe('k-1_A');
    expect(ring.sealing.encryptionKey).toEqual(parseKeyRing(`x:${secret}`).sealing.encryptionKey);
    expect(ring.encryptionKey('old')).toBeDefined();
  });

  it('takes an id of 32 characters', () => {
    const id = 'x'.repeat(32);
    expect(parseKeyRing(`${id}:${newSecret()}`).sealing.id).toBe(id);
  });
});

describe('the first key of fingerprints', () => {
  it('is that of the last key, whatever is put in front', () => {
    const { firstFingerprintKey } = parseKeyRing(old);
    expect(parseKeyRing(`${current},${old}`).firstFingerprintKey).toEqual(firstFingerprintKey);
    expect(parseKeyRing(current).firstFingerprintKey).not.toEqual(firstFingerprintKey);
  });
});

describe('SECRET_KEYS', () => {
  const malformed = 'is not id:base64-of-32-bytes. Make one with: echo "k1:$(openssl rand -base64 32)"';

  it.each([
    ['nothing', '', 1],
    ['no id', `:${newSecret()}`, 1],
    ['a blank id', `  :${newSecret()}`, 1],
    ['no colon', newSecret().replaceAll('=', ''), 1],
    ['an id with a space', `k 1:${newSecret()}`, 1],
    ['an id with another sign before', `.k1:${newSecret()}`, 1],
    ['an id with another sign behind', `k1.:${newSecret()}`, 1],
    ['an id that is too long', `${'x'.repeat(33)}:${newSecret()}`, 1],
    ['a key that is too short', `k1:${randomBytes(31).toString('base64')}`, 1],
    ['a key that is too long', `k1:${randomBytes(33).toString('base64')}`, 1],
    ['nothing behind a comma', `${old},`, 2],
    ['a third entry that is no key', `${old},${current},k3`, 3],
  ])('with %s are refused, by the number of the entry and without a key', (_, text, entry) => {
    let message = '';
    try {
      parseKeyRing(text);
    } catch (error) {
      message = String(error);
    }
    expect(message).toBe(`Error: SECRET_KEYS: entry ${entry} ${malformed}`);
  });

  it('that name one id twice are refused', () => {
    expect(() => parseKeyRing(`k1:${newSecret()},k1:${newSecret()}`)).toThrow(
      'SECRET_KEYS contains a key id twice. Give each key its own id.',
    );
  });
});
