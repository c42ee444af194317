import { hkdfSync } from 'node:crypto';

interface RingKey {
  id: string;
  /** 32 bytes. */
  secret: Uint8Array;
}

/**
 * The keys that secrets are sealed with: the first seals, and all of them open. Derived keys never leave the process.
 * docs/operations.md, *Changing keys*.
 */
export interface KeyRing {
  readonly sealing: { id: string; encryptionKey: Uint8Array };
  encryptionKey(id: string): Uint8Array | undefined;
  /** The ids of all keys, in their order. */
  readonly ids: readonly string[];
  /** 32 bytes, derived from the last key: the key of a new database's fingerprints (src/db/keys/fingerprint.ts). */
  readonly firstFingerprintKey: Uint8Array;
  /** How many sealed values could not be opened because their key is missing. */
  missingKeys: number;
}

const derive = (secret: Uint8Array, purpose: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(0), `assisted-login ${purpose}`, 32));

/** Parses SECRET_KEYS: comma-separated `id:base64-of-32-bytes`. Throws an Error that names the entry, never the key. */
export function parseKeyRing(text: string): KeyRing {
  const keys = text.split(',').map(parseKey);
  const [first] = keys;
  if (!first) throw new Error('SECRET_KEYS is empty: give at least one id:base64-of-32-bytes.');
  const byId = new Map(keys.map((key) => [key.id, derive(key.secret, 'encryption')]));
  if (byId.size !== keys.length)
    throw new Error('SECRET_KEYS contains a key id twice. Give each key its own id.');
  return {
    sealing: { id: first.id, encryptionKey: derive(first.secret, 'encryption') },
    encryptionKey: (id) => byId.get(id),
    ids: [...byId.keys()],
    firstFingerprintKey: derive(keys.at(-1)?.secret ?? first.secret, 'fingerprint'),
    missingKeys: 0,
  };
}

const entryShape = /^\s*([A-Za-z0-9_-]{1,32})\s*:(.*)$/s;

function parseKey(entry: string, index: number): RingKey {
  const [, id = '', encoded = ''] = entryShape.exec(entry) ?? [];
  const secret = Buffer.from(encoded, 'base64');
  if (secret.length !== 32)
    throw new Error(
      `SECRET_KEYS: entry ${index + 1} is not id:base64-of-32-bytes. Make one with: echo "k1:$(openssl rand -base64 32)"`,
    );
  return { id, secret };
}
