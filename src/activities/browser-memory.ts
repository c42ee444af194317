import type { Page } from 'playwright-core';
import type { z } from 'zod';
import { type StorageState, sessionStateSchema, storageStateSchema } from '../assistance/storage-state.js';
import { parseProxyUrl, type ProxySettings } from '../assistance/proxy-url.js';
import { BrowserError } from '../browser/browser-error.js';
import { type Checkpoint, checkpointSchema, takeCheckpoint } from '../browser/checkpoint.js';
import { holdsUnsavableData } from '../browser/unsavable-data.js';
import { redactBrowserErrors } from '../browser/redact-browser-errors.js';
import { withTimeout } from '../browser/with-timeout.js';
import {
  deleteCheckpoint,
  findCheckpoint,
  type HoldRef,
  type LoginRef,
  saveCheckpoint,
  saveSessionState,
} from '../db/logins/browser-states.js';
import { saveCodePicture } from '../db/logins/code-pictures.js';
import {
  dropTrustedBrowser,
  findTrustedBrowser,
  saveTrustedBrowser,
} from '../db/accounts/trusted-browsers.js';
import { findSealedProxy } from '../db/logins/login-credentials.js';
import type { Db } from '../db/open.js';
import type { KeyRing } from '../secrets/key-ring.js';
import { openIfPossible, type Purpose, purpose, seal } from '../secrets/seal.js';

/** A page that waits for its server does not respond, and Playwright has no time limit of its own for this. */
const readWithinMs = 20_000;

const tooLate = (): never => {
  throw new BrowserError('timeout', 'keepLoggedIn');
};

/** State that outlives a browser: sealed, kept in the database, never in Temporal. */
export function createBrowserMemory({ db, ring }: { db: Db; ring: KeyRing }) {
  async function opened<T>(schema: z.ZodType<T>, sealedFor: Purpose, sealed: string | undefined) {
    if (sealed === undefined) return undefined;
    // If the key was removed from SECRET_KEYS, the state is ignored. The bank may then ask for one more code.
    const text = await openIfPossible(ring, sealedFor, sealed);
    return text === undefined ? undefined : schema.parse(JSON.parse(text));
  }

  /**
   * Keeps a checkpoint of a logged-in session, which goes on at `url`. False when its state cannot be saved: then none is
   * kept, because an older one would no longer be true. False also when a later hold of the login has kept one, which
   * remains. Throws BrowserError, or when the database fails; the one before remains.
   */
  async function keepSession(hold: HoldRef, page: Page, url: string): Promise<boolean> {
    const checkpoint = await takeCheckpoint(page, url);
    if (holdsUnsavableData(checkpoint.storageState)) {
      await deleteCheckpoint(db, hold);
      return false;
    }
    const sealedFor = purpose.checkpoint(hold.loginId);
    return saveCheckpoint(db, hold, await seal(ring, sealedFor, JSON.stringify(checkpoint)));
  }

  return {
    keepSession,

    /**
     * Keeps a checkpoint of the login at its code page, which goes on at `url`. False when the page could not be saved,
     * or a later hold has kept one. Throws when the database fails.
     */
    async keepCheckpoint(hold: HoldRef, page: Page, url: string): Promise<boolean> {
      try {
        return await keepSession(hold, page, url);
      } catch (error) {
        if (error instanceof BrowserError) return false;
        throw error;
      }
    },

    async checkpoint({ loginId }: LoginRef): Promise<Checkpoint | undefined> {
      return opened(checkpointSchema, purpose.checkpoint(loginId), await findCheckpoint(db, loginId));
    },

    /** Keeps the session's state as it is now, and the part by which the bank may recognise the browser next time. */
    async keepLoggedIn(hold: HoldRef, page: Page): Promise<void> {
      const { loginId, accountId } = hold;
      const read = async () => ({
        storage_state: storageStateSchema.parse(await page.context().storageState({ indexedDB: true })),
        user_agent: await page.evaluate('navigator.userAgent'),
      });
      const state = await redactBrowserErrors('keepLoggedIn', () => withTimeout(readWithinMs, read, tooLate));
      const session = JSON.stringify(sessionStateSchema.parse(state));
      await saveSessionState(db, hold, await seal(ring, purpose.sessionState(loginId), session));
      // A browser without its stored keys is worse than a new one: the bank's page would fail in it.
      if (holdsUnsavableData(state.storage_state)) return dropTrustedBrowser(db, accountId);
      const trusted = JSON.stringify(withoutSessionCookies(state.storage_state));
      await saveTrustedBrowser(db, hold, await seal(ring, purpose.trustedBrowser(accountId), trusted));
    },

    /** Keeps the picture of the login's code page, a PNG, in place of an earlier one. Throws when the database fails. */
    async keepPicture(login: LoginRef, picture: Uint8Array): Promise<void> {
      const sealedFor = purpose.codePicture(login.loginId);
      await saveCodePicture(db, login, await seal(ring, sealedFor, Buffer.from(picture).toString('base64')));
    },

    /**
     * The proxy of a login's browser; null for none. Undefined if there is one that cannot be read, because its key was
     * removed from SECRET_KEYS.
     */
    async proxy(login: LoginRef): Promise<ProxySettings | null | undefined> {
      const sealed = await findSealedProxy(db, login);
      if (sealed === null) return null;
      const url = await openIfPossible(ring, purpose.proxyUrl(login.accountId), sealed);
      const parsed = parseProxyUrl(url ?? '');
      return 'proxy' in parsed ? parsed.proxy : undefined;
    },

    dropTrustedBrowser: ({ accountId }: LoginRef): Promise<void> => dropTrustedBrowser(db, accountId),

    async trustedBrowser({ accountId }: LoginRef): Promise<StorageState | undefined> {
      const sealed = await findTrustedBrowser(db, accountId);
      return opened(storageStateSchema, purpose.trustedBrowser(accountId), sealed);
    },
  };
}

export type BrowserMemory = ReturnType<typeof createBrowserMemory>;

/** Session cookies end when a browser closes: they belong to the visit, not to the trusted browser. */
const withoutSessionCookies = ({ cookies, origins }: StorageState): StorageState => ({
  cookies: cookies.filter(({ expires }) => expires > 0),
  origins,
});
