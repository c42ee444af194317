import { describe, expect, it } from 'vitest';
import { apiKeyPrefix, hashApiKey, generateApiKey } from './api-key.js';

const name = 'rbk_0123abcd';
const secret = '0123456789abcdef'.repeat(4);

describe('an API key', () => {
  it('is a public name and 256 random bits, new each time', () => {
    const keys = Array.from({ length: 20 }, generateApiKey);
    for (const key of keys) expect(key).toMatch(/^rbk_[0-9a-f]{8}_[0-9a-f]{64}$/);
    expect(new Set(keys.map((key) => key.slice(0, 12))).size).toBe(keys.length);
    expect(new Set(keys.map((key) => key.slice(13))).size).toBe(keys.length);
  });

  it('shows its name and nothing of its secret', () => {
    expect(apiKeyPrefix(`${name}_${secret}`)).toBe(name);
  });

  it.each([
    '',
    name,
    `${name}_`,
    `${name}_${secret.slice(1)}`,
    `${name}_${secret}0`,
    `${name.slice(0, -1)}_${secret}`,
    `${name}0_${secret}`,
    ` ${name}_${secret}`,
    `x${name}_${secret}`,
    `${name}_${secret} `,
    `RBK_0123abcd_${secret}`,
    `${name}_${secret.toUpperCase()}`,
    `rbk_0123abcg_${secret}`,
    `${name}-${secret}`,
  ])('is not what is written %j', (text) => {
    expect(apiKeyPrefix(text)).toBeUndefined();
  });

  it('is kept as its SHA-256 in hexadecimal', () => {
    // echo -n rbk_test | sha256sum
    expect(hashApiKey('rbk_test')).toBe('05e7389ec5302833861419aad084d909f97d9db60dd73f3847d0a32f8e9aea09');
  });
});
