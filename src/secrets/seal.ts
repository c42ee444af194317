import { webcrypto } from 'node:crypto';
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader, errors } from 'jose';
import type { KeyRing } from './key-ring.js';

/** A sealed value cannot be opened: its key is not in the ring, it was sealed for another purpose, or it was changed. */
export class CannotOpen extends Error {
  override readonly name = 'CannotOpen';
}

/** What a sealed value is for; it cannot be opened for another purpose. Created by the functions in `purpose`. */
export type Purpose = string & { readonly purpose: unique symbol };

const purposeOf = (...parts: string[]): Purpose => JSON.stringify(parts) as Purpose;

interface SubmissionIds {
  accountId: string;
  loginId: string;
  requestId: string;
  submissionId: string;
}

const idsOf = ({ accountId, loginId, requestId, submissionId }: SubmissionIds): string[] => [
  accountId,
  loginId,
  requestId,
  submissionId,
];

export const purpose = {
  bankUsername: (accountId: string) => purposeOf('bank-username', accountId),
  bankPassword: (accountId: string) => purposeOf('bank-password', accountId),
  bankSecrets: (accountId: string) => purposeOf('bank-secrets', accountId),
  bankAnswers: (accountId: string) => purposeOf('bank-answers', accountId),
  proxyUrl: (accountId: string) => purposeOf('proxy-url', accountId),
  totpSecret: (accountId: string) => purposeOf('totp-secret', accountId),
  notificationToken: (accountId: string) => purposeOf('notification-token', accountId),
  signingSecret: (accountId: string) => purposeOf('signing-secret', accountId),
  slackUrl: (accountId: string) => purposeOf('slack-url', accountId),
  mailboxUrl: (accountId: string) => purposeOf('mailbox-url', accountId),
  mailboxRefreshToken: (mailboxId: string) => purposeOf('mailbox-refresh-token', mailboxId),
  relaySecret: (keyId: string) => purposeOf('relay-secret', keyId),
  relaySettings: (keyId: string) => purposeOf('relay-settings', keyId),
  messagePart: (part: string) => purposeOf('message-part', part),
  checkpoint: (loginId: string) => purposeOf('checkpoint', loginId),
  trustedBrowser: (accountId: string) => purposeOf('trusted-browser', accountId),
  sessionState: (loginId: string) => purposeOf('session-state', loginId),
  userTotpSecret: (userId: string) => purposeOf('user-totp-secret', userId),
  pushPrivateKey: () => purposeOf('push-private-key'),
  pushSubscription: (id: string) => purposeOf('push-subscription', id),
  heldMessage: (messageId: string) => purposeOf('held-message', messageId),
  cursor: (list: string) => purposeOf('cursor', list),
  code: (submission: SubmissionIds) => purposeOf('code', ...idsOf(submission)),
  answer: (submission: SubmissionIds) => purposeOf('answer', ...idsOf(submission)),
  codePicture: (loginId: string) => purposeOf('code-picture', loginId),
  evidence: (loginId: string) => purposeOf('evidence', loginId),
  evidenceScreenshot: (loginId: string) => purposeOf('evidence-screenshot', loginId),
  fingerprintKey: (name: string) => purposeOf('fingerprint-key', name),
};

const isCursor = (of: Purpose): boolean => of.startsWith(JSON.stringify(['cursor']).slice(0, -1));

const imported = new WeakMap<Uint8Array, Promise<webcrypto.CryptoKey>>();

/** A key of the ring as Web Crypto uses it. Imported once, as that takes as long as sealing. */
function importKey(key: Uint8Array): Promise<webcrypto.CryptoKey> {
  const known = imported.get(key);
  if (known) return known;
  const importing = webcrypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt']);
  imported.set(key, importing);
  return importing;
}

/**
 * Seals a secret as a compact JWE (A256GCM, with the first key of the ring). The purpose is part of the authenticated
 * header, so that a token copied to another row or column cannot be opened there.
 */
export async function seal(ring: KeyRing, purpose: Purpose, secret: string): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(secret))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: ring.sealing.id, purpose })
    .encrypt(await importKey(ring.sealing.encryptionKey));
}

/** Opens a value that was sealed for this purpose. Throws CannotOpen, whose message reveals nothing of the content. */
export async function open(ring: KeyRing, expected: Purpose, token: string): Promise<string> {
  try {
    const { plaintext, protectedHeader } = await compactDecrypt(
      token,
      ({ kid }) => {
        const key = kid === undefined ? undefined : ring.encryptionKey(kid);
        if (!key) {
          // A cursor comes from outside, and may be invented.
          if (!isCursor(expected)) ring.missingKeys += 1;
          throw new CannotOpen(`no key with id ${kid ?? '(none)'} in SECRET_KEYS`);
        }
        return importKey(key);
      },
      { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] },
    );
    if (protectedHeader['purpose'] !== expected) throw new CannotOpen('sealed for another purpose');
    return new TextDecoder().decode(plaintext);
  } catch (error) {
    if (error instanceof errors.JOSEError) throw new CannotOpen('the sealed value is damaged');
    throw error;
  }
}

/** `open`, but undefined if the value cannot be opened, usually because its key was removed from SECRET_KEYS. */
export async function openIfPossible(
  ring: KeyRing,
  expected: Purpose,
  token: string,
): Promise<string | undefined> {
  try {
    return await open(ring, expected, token);
  } catch (error) {
    if (error instanceof CannotOpen) return undefined;
    throw error;
  }
}

/** The same secret, for the same purpose, sealed with the first key of the ring. Throws CannotOpen. */
export async function reseal(ring: KeyRing, token: string): Promise<string> {
  const sealedFor = purposeOfToken(token);
  return await seal(ring, sealedFor, await open(ring, sealedFor, token));
}

/** What the value says that it is for. Opening it proves that, as its header is authenticated. */
function purposeOfToken(token: string): Purpose {
  try {
    const { purpose: sealedFor } = decodeProtectedHeader(token);
    if (typeof sealedFor === 'string') return sealedFor as Purpose;
  } catch {
    // Not a JWE.
  }
  throw new CannotOpen('the sealed value is damaged');
}
