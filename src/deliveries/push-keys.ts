import webPush from 'web-push';
import { readPushKeys, storePushKeys } from '../db/deliveries/push-subscriptions.js';
import type { Db } from '../db/open.js';
import type { KeyRing } from '../secrets/key-ring.js';
import { open, purpose, seal } from '../secrets/seal.js';

/** The public part of the key pair with which this service signs what it pushes, in base64url. Makes the pair first. */
export async function pushPublicKey(db: Db, ring: KeyRing): Promise<string> {
  return (await storedKeys(db, ring)).public_key;
}

/** The key pair (VAPID, RFC 8292), in base64url. */
export async function openPushKeys(
  db: Db,
  ring: KeyRing,
): Promise<{ publicKey: string; privateKey: string }> {
  const { public_key: publicKey, private_key_sealed: sealed } = await storedKeys(db, ring);
  return { publicKey, privateKey: await open(ring, purpose.pushPrivateKey(), sealed) };
}

async function storedKeys(db: Db, ring: KeyRing) {
  const known = await readPushKeys(db);
  if (known) return known;
  const { publicKey, privateKey } = webPush.generateVAPIDKeys();
  await storePushKeys(db, {
    public_key: publicKey,
    private_key_sealed: await seal(ring, purpose.pushPrivateKey(), privateKey),
  });
  const stored = await readPushKeys(db);
  if (!stored) throw new Error('the key pair for Web Push was not stored');
  return stored;
}
