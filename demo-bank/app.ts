import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import express, { type ErrorRequestHandler, type Express } from 'express';
import { z } from 'zod';
import { approvalRoutes } from './approval-routes.js';
import { createApprovals } from './approvals.js';
import { createAuthenticator } from './authenticator.js';
import { createBank } from './bank.js';
import { galleryRoutes } from './gallery/gallery-routes.js';
import { createInbox } from './inbox.js';
import { createLedger } from './ledger.js';
import { approvalScriptSource } from './pages/approval-script.js';
import { layout } from './pages/layout.js';
import { badRequestPage, downPage, missingPage } from './pages/notices.js';
import { scriptSource } from './pages/script.js';
import { style } from './pages/style.js';
import { recordRoutes } from './record-routes.js';
import { createSessions } from './sessions.js';
import { signInRoutes } from './sign-in-routes.js';
import { createTrustedBrowsers } from './trusted-browsers.js';

interface DemoBankDeps {
  now?: () => number;
  wait?: (ms: number) => Promise<void>;
}

const idleMs = 30 * 60_000;
const maxUsers = 10_000;

const contentSecurityPolicy = [
  "default-src 'none'",
  `script-src ${scriptSource} ${approvalScriptSource}`,
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

function waitFor(ms: number): Promise<void> {
  // Does not keep a stopping process alive.
  return sleep(ms, undefined, { ref: false });
}

const answerError: ErrorRequestHandler = (error: unknown, _req, res, next) => {
  if (res.headersSent) {
    next(error);
    return;
  }
  const parsed = z.object({ status: z.int().min(400).max(499) }).safeParse(error);
  const status = error instanceof z.ZodError ? 400 : (parsed.data?.status ?? 500);
  if (status === 500) console.error(error instanceof Error ? error.name : 'unknown error');
  const content = status === 500 ? downPage : badRequestPage;
  res
    .status(status)
    .type('html')
    .send(layout({ title: 'Error', content }).text);
};

/** The whole site as an app that does not listen yet. Its state is kept in memory and bounded. */
export function createDemoBank({ now = Date.now, wait = waitFor }: DemoBankDeps = {}): Express {
  const random = (below: number) => randomInt(below);
  const ledger = createLedger({ now, maxUsers, maxEntries: 500 });
  const inbox = createInbox({ now, maxUsers, maxEntries: 50 });
  const trustedBrowsers = createTrustedBrowsers({ maxBrowsers: maxUsers });
  const approvals = createApprovals({ now, random, ledger, maxApprovals: maxUsers });
  const authenticator = createAuthenticator({ now, maxUsers });
  const sessions = createSessions({
    now,
    maxSessions: 20_000,
    idleMs,
    onEnd({ username, stage }, reason, at) {
      if (stage.at === 'accounts') ledger.record(username, { type: 'logged_out', reason }, at);
      if (stage.at === 'approval') approvals.end(stage.approvalId, 'left');
    },
  });
  const bank = createBank({
    ...{ now, random, ledger, inbox, sessions, trustedBrowsers, authenticator, approvals },
  });

  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use((_req, res, next) => {
    sessions.sweep();
    res.set({
      'Cache-Control': 'no-store',
      'Content-Security-Policy': contentSecurityPolicy,
      'Referrer-Policy': 'same-origin',
      'X-Content-Type-Options': 'nosniff',
    });
    next();
  });
  app.get('/health', (_req, res) => void res.json({ ok: true }));
  app.get('/style.css', (_req, res) => void res.type('css').send(style));
  app.use(recordRoutes({ inbox, ledger, approvals }));
  app.use(express.urlencoded({ extended: false, limit: '8kb', parameterLimit: 40 }));
  app.use(approvalRoutes({ approvals }));
  app.use('/gallery', galleryRoutes({ now, random }));
  app.use(signInRoutes({ bank, sessions, trustedBrowsers, approvals, wait }));
  app.use(
    (_req, res) => void res.status(404).send(layout({ title: 'Not found', content: missingPage }).text),
  );
  app.use(answerError);
  return app;
}
