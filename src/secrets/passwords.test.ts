import { describe, expect, it } from 'vitest';
import { hashPassword, isHashQueueFull, verifyPassword } from './passwords.js';

describe('a password', () => {
  it('is kept as argon2id with OWASP’s cost and a salt of its own', async () => {
    const [one, two] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(two).not.toBe(one);
    expect(await verifyPassword('correct horse', one)).toBe(true);
    expect(await verifyPassword('correct horse', two)).toBe(true);
    expect(await verifyPassword('Correct horse', one)).toBe(false);
    expect(await verifyPassword('', one)).toBe(false);
  });

  it('is nobody’s where there is no hash, not even the one that takes the time', async () => {
    for (const guess of ['correct horse', '', 'a password that no user has'])
      expect(await verifyPassword(guess, undefined)).toBe(false);
  });
});

describe('hashing', () => {
  it('is overrun once 200 wait, and no more when they are done', async () => {
    // What is no hash is refused at once, so that this need not hash 200 times.
    const check = () => expect(verifyPassword('x', 'no hash')).rejects.toThrow();
    await verifyPassword('x', undefined);
    expect(isHashQueueFull()).toBe(false);
    // Two are under way, the rest waits.
    const all = Array.from({ length: 201 }, check);
    expect(isHashQueueFull()).toBe(false);
    all.push(check());
    expect(isHashQueueFull()).toBe(true);
    await Promise.all(all);
    expect(isHashQueueFull()).toBe(false);
  });
});
