import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { Bank } from './bank.js';
import { dropSessionCookie, readCookie, setCookie } from './cookies.js';
import { accountsPage } from './pages/accounts.js';
import { codePage } from './pages/code.js';
import type { Html } from './pages/html.js';
import { layout } from './pages/layout.js';
import { loginPage } from './pages/login.js';
import { downPage, expiredPage, lockedPage, noAttemptsLeftPage, oddPage } from './pages/notices.js';
import type { Session, Sessions } from './sessions.js';
import type { TrustedBrowsers } from './trusted-browsers.js';

interface SignInDeps {
  bank: Bank;
  sessions: Sessions;
  trustedBrowsers: TrustedBrowsers;
  wait: (ms: number) => Promise<void>;
}

interface View {
  title: string;
  content: Html;
  status: number;
}

const credentials = z.object({
  username: z.string().trim().max(200).default(''),
  password: z.string().max(200).default(''),
});

const codeForm = z.object({
  // The form has one field with this name, or one for each character.
  code: z.union([
    z.string().max(64),
    z
      .array(z.string().max(8))
      .max(16)
      .transform((parts) => parts.join('')),
  ]),
  page: z.string().max(64).default(''),
});

const views = {
  bad_credentials: { title: 'Sign in', content: loginPage({ isRefused: true }), status: 401 },
  locked: { title: 'Locked', content: lockedPage, status: 403 },
  no_attempts_left: { title: 'Code refused', content: noAttemptsLeftPage, status: 200 },
  unavailable: { title: 'Not available', content: downPage, status: 503 },
  odd_page: { title: 'New terms', content: oddPage, status: 200 },
  expired: { title: 'Session expired', content: expiredPage, status: 410 },
} satisfies Record<string, View>;

function drawSession({ username, scenario, stage }: Session): View {
  switch (stage.at) {
    case 'code':
      return {
        title: 'Enter your code',
        content: codePage({ username, scenario, challenge: stage.challenge }),
        status: 200,
      };
    case 'accounts':
      return { title: 'Your accounts', content: accountsPage({ username }), status: 200 };
    case 'locked':
    case 'no_attempts_left':
    case 'expired':
      return views[stage.at];
  }
}

/** Whether a script sent the request. It gets only the content of `main`, a navigation the whole document. */
function isFetch(req: Request): boolean {
  return req.get('x-requested-with') === 'fetch';
}

function send(req: Request, res: Response, { title, content, status }: View): void {
  res
    .status(status)
    .type('html')
    .send((isFetch(req) ? content : layout({ title, content })).text);
}

/** The pages and forms of signing in: login, code, accounts, logout. */
export function signInRoutes({ bank, sessions, trustedBrowsers, wait }: SignInDeps): Router {
  const router = Router();

  function findSession(req: Request): Session | undefined {
    const id = readCookie(req, 'session');
    return id === undefined ? undefined : sessions.find(id);
  }

  async function sendPage(req: Request, res: Response, session: Session): Promise<void> {
    await wait(session.scenario.pageDelayMs);
    send(req, res, drawSession(bank.openPage(session)));
  }

  /** Responds to a submitted form: a script gets the next page, a navigation a redirect to it. */
  async function goOn(req: Request, res: Response, session: Session): Promise<void> {
    if (isFetch(req)) return sendPage(req, res, session);
    res.redirect(303, session.stage.at === 'accounts' ? '/accounts' : '/code');
  }

  router.get('/', (_req, res) => res.redirect(303, '/login'));

  router.get('/login', async (req, res) => {
    const session = findSession(req);
    // A single-page session has one URL, so reloading shows the current step.
    if (session?.scenario.singlePage && session.stage.at !== 'expired') return sendPage(req, res, session);
    send(req, res, { title: 'Sign in', content: loginPage({ isRefused: false }), status: 200 });
  });

  router.post('/login', async (req, res) => {
    const { username, password } = credentials.parse(req.body ?? {});
    const previous = readCookie(req, 'session');
    if (previous !== undefined) sessions.end(previous, 'new_login');

    const outcome = bank.signIn({ username, password, trustToken: readCookie(req, 'trust') });
    if (outcome.is !== 'session') {
      send(req, res, views[outcome.is]);
      return;
    }
    setCookie(res, 'session', outcome.session.id);
    await goOn(req, res, outcome.session);
  });

  router.get('/code', async (req, res) => {
    const session = findSession(req);
    if (session === undefined) send(req, res, views.expired);
    else if (session.stage.at === 'accounts') res.redirect(303, '/accounts');
    else await sendPage(req, res, session);
  });

  router.post('/code', async (req, res) => {
    const form = codeForm.parse(req.body ?? {});
    const session = findSession(req);
    if (session === undefined) {
      send(req, res, views.expired);
      return;
    }
    const next = bank.submitCode(session, { typed: form.code.trim(), pageNonce: form.page });
    if (next.stage.at === 'accounts' && next.scenario.remembersBrowser) {
      setCookie(res, 'trust', trustedBrowsers.trust(readCookie(req, 'trust'), next.username));
    }
    await goOn(req, res, next);
  });

  router.post('/code/again', async (req, res) => {
    const session = findSession(req);
    if (session === undefined) send(req, res, views.expired);
    else await goOn(req, res, bank.resendCode(session));
  });

  router.get(['/accounts', '/home'], async (req, res) => {
    const session = findSession(req);
    if (session?.stage.at === 'accounts') await sendPage(req, res, session);
    else res.redirect(303, '/login');
  });

  router.post('/logout', (req, res) => {
    const id = readCookie(req, 'session');
    if (id !== undefined) sessions.end(id, 'signed_out');
    dropSessionCookie(res);
    res.redirect(303, '/login');
  });

  return router;
}
