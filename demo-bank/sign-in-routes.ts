import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { Approvals } from './approvals.js';
import type { Bank } from './bank.js';
import { dropSessionCookie, readCookie, setCookie } from './cookies.js';
import { accountsPage } from './pages/accounts.js';
import { approvalPage } from './pages/approval.js';
import { channelPage } from './pages/channel.js';
import { codePage } from './pages/code.js';
import type { Html } from './pages/html.js';
import { layout } from './pages/layout.js';
import { loginPage } from './pages/login.js';
import {
  approvalExpiredPage,
  approvalRefusedPage,
  downPage,
  expiredPage,
  lockedPage,
  noAttemptsLeftPage,
  oddPage,
} from './pages/notices.js';
import { questionPage } from './pages/question.js';
import type { Session, Sessions, Stage } from './sessions.js';
import type { TrustedBrowsers } from './trusted-browsers.js';

interface SignInDeps {
  bank: Bank;
  sessions: Sessions;
  trustedBrowsers: TrustedBrowsers;
  approvals: Approvals;
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

const channelForm = z.object({ channel: z.enum(['sms', 'email']) });
const answerForm = z.object({ answer: z.string().max(200) });

const views = {
  bad_credentials: { title: 'Sign in', content: loginPage({ isRefused: true }), status: 401 },
  locked: { title: 'Locked', content: lockedPage, status: 403 },
  no_attempts_left: { title: 'Code refused', content: noAttemptsLeftPage, status: 200 },
  unavailable: { title: 'Not available', content: downPage, status: 503 },
  odd_page: { title: 'New terms', content: oddPage, status: 200 },
  approval_refused: { title: 'Refused', content: approvalRefusedPage, status: 200 },
  approval_expired: { title: 'Not approved', content: approvalExpiredPage, status: 200 },
  expired: { title: 'Session expired', content: expiredPage, status: 410 },
} satisfies Record<string, View>;

const paths: Partial<Record<Stage['at'], string>> = {
  accounts: '/accounts',
  channel: '/channel',
  approval: '/approval',
  question: '/question',
};

/** Where a session's page is. */
const pathOf = ({ at }: Stage): string => paths[at] ?? '/code';

function drawSession({ username, scenario, stage }: Session, approvals: Approvals): View {
  switch (stage.at) {
    case 'channel':
      return { title: 'Choose', content: channelPage({ username }), status: 200 };
    case 'approval': {
      const { compare = '' } = approvals.find(stage.approvalId) ?? {};
      const content = approvalPage({ scenario, approval: { compare } });
      return { title: 'Approve in your app', content, status: 200 };
    }
    case 'question':
      return { title: 'Security question', content: questionPage(stage), status: 200 };
    case 'code':
      return {
        title: 'Enter your code',
        content: codePage({ scenario, challenge: stage.challenge }),
        status: 200,
      };
    case 'accounts':
      return { title: 'Your accounts', content: accountsPage({ username }), status: 200 };
    case 'locked':
    case 'no_attempts_left':
    case 'approval_refused':
    case 'approval_expired':
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
export function signInRoutes({ bank, sessions, trustedBrowsers, approvals, wait }: SignInDeps): Router {
  const router = Router();

  function findSession(req: Request): Session | undefined {
    const id = readCookie(req, 'session');
    return id === undefined ? undefined : sessions.find(id);
  }

  async function sendPage(req: Request, res: Response, session: Session): Promise<void> {
    await wait(session.scenario.pageDelayMs);
    send(req, res, drawSession(bank.openPage(session), approvals));
  }

  /** Responds to a submitted form: a script gets the next page, a navigation a redirect to it. */
  async function goOn(req: Request, res: Response, session: Session): Promise<void> {
    if (isFetch(req)) return sendPage(req, res, session);
    res.redirect(303, pathOf(session.stage));
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

  router.get(['/code', '/channel', '/approval', '/question'], async (req, res) => {
    const found = findSession(req);
    const session = found && bank.followApproval(found);
    if (session === undefined) send(req, res, views.expired);
    else if (pathOf(session.stage) !== req.path) res.redirect(303, pathOf(session.stage));
    else await sendPage(req, res, session);
  });

  router.get('/approval/state', (req, res) => {
    const stage = findSession(req)?.stage;
    const approval = stage?.at === 'approval' ? approvals.find(stage.approvalId) : undefined;
    res.json({ state: approval?.state ?? 'left' });
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

  router.post('/channel', async (req, res) => {
    const { channel } = channelForm.parse(req.body ?? {});
    const session = findSession(req);
    if (session === undefined) send(req, res, views.expired);
    else await goOn(req, res, bank.chooseChannel(session, channel));
  });

  router.post('/approval/code', async (req, res) => {
    const session = findSession(req);
    if (session === undefined) send(req, res, views.expired);
    else await goOn(req, res, bank.askForCodeInstead(bank.followApproval(session)));
  });

  router.post('/question', async (req, res) => {
    const { answer } = answerForm.parse(req.body ?? {});
    const session = findSession(req);
    if (session === undefined) send(req, res, views.expired);
    else await goOn(req, res, bank.answerQuestion(session, answer));
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
