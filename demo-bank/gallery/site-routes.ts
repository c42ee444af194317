import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { approvalRoutes } from '../approval-routes.js';
import { createApprovals } from '../approvals.js';
import type { RandomInt } from '../codes.js';
import { readCookie, setCookie } from '../cookies.js';
import { createInbox } from '../inbox.js';
import { createLedger } from '../ledger.js';
import { recordRoutes } from '../record-routes.js';
import { createTrustedBrowsers } from '../trusted-browsers.js';
import { createGalleryBank, type GallerySession } from './gallery-bank.js';
import { otherOrigin, type Page, sendPage } from './page.js';
import { accountsPage, changePasswordPage, codePage, endPages, noAttemptsLeftPage } from './parts.js';
import type { Fields, Site, SiteTools } from './site.js';

const fieldText = z.string().max(200);
const fieldsSchema = z.record(
  z.string().max(64),
  z.union([
    fieldText,
    z
      .array(fieldText)
      .max(40)
      .transform((parts) => parts.join('')),
  ]),
);
const querySchema = z.object({ session: z.string().max(64).optional() });

const bounds = { maxUsers: 1_000, maxEntries: 100 };

/** One site with a ledger and an inbox of its own, at `/inbox` and `/ledger` below its path. */
export function siteRoutes(site: Site, { now, random }: { now: () => number; random: RandomInt }): Router {
  const { bankName, codeLength = 6, afterCode = '/accounts' } = site;
  const inbox = createInbox({ now, ...bounds });
  const ledger = createLedger({ now, ...bounds });
  const approvals = createApprovals({ now, random, ledger, maxApprovals: bounds.maxUsers });
  const trustedBrowsers = createTrustedBrowsers({ maxBrowsers: bounds.maxUsers });
  const bank = createGalleryBank({ now, random, ledger, inbox, approvals, bankName, codeLength });

  function toolsFor(req: Request, res: Response): SiteTools {
    const base = req.baseUrl;
    const fields: Fields = fieldsSchema.parse(req.body ?? {});
    const inAddress = site.keepsSessionInAddress
      ? (fields.session ?? querySchema.parse(req.query).session)
      : undefined;
    const id = inAddress ?? readCookie(req, 'gallerySession');
    const goTo = (path: string) => res.redirect(303, base + path);
    const keepSession = ({ id }: GallerySession) => setCookie(res, 'gallerySession', id, base);
    return {
      bank,
      random,
      base,
      fields,
      otherOrigin: otherOrigin(req),
      session: id === undefined ? undefined : bank.find(id),
      send: (page) => sendPage(req, res, { bankName, page }),
      goTo,
      keepSession,
      goOn(session) {
        keepSession(session);
        const query = site.keepsSessionInAddress ? `?session=${session.id}` : '';
        goTo(pathOf(session) + query);
      },
    };
  }

  function pathOf({ at }: GallerySession): string {
    if (at === 'accounts') return afterCode;
    return at === 'signed_in' ? (site.beforeCode ?? '/code') : '/code';
  }

  const loginPage = (tools: SiteTools, isRefused: boolean): Page => ({
    ...site.login({ ...tools, isRefused }),
    status: isRefused ? 401 : 200,
  });

  const codeOrEndPage = ({ base }: SiteTools, session: GallerySession): Page =>
    session.at === 'no_attempts_left' ? noAttemptsLeftPage : (site.code ?? codePage)({ base, session });

  function goOnAfter(form: 'login' | 'code', tools: SiteTools, session: GallerySession): void {
    const answersWithPage = site.answersWithPage === 'login_and_code' || site.answersWithPage === form;
    if (!answersWithPage || session.at === 'accounts') tools.goOn(session);
    else tools.send(codeOrEndPage(tools, session));
  }

  const router = Router();
  router.use(recordRoutes({ inbox, ledger, approvals }), approvalRoutes({ approvals }));

  router.post('/login', (req, res) => {
    const tools = toolsFor(req, res);
    const { fields, send } = tools;
    const username = (fields.username ?? '').trim();
    const outcome = bank.signIn({
      username,
      isRight: site.isRight?.(fields) ?? fields.password === 'demo',
      isTrusted: trustedBrowsers.isTrusted(readCookie(req, 'galleryTrust'), username),
    });
    switch (outcome) {
      case 'bad_credentials':
        send(loginPage(tools, true));
        return;
      case 'password_expired':
        tools.goTo('/change-password?reason=age');
        return;
      case 'account_locked':
      case 'unavailable':
      case 'access_denied':
        send(endPages[outcome]);
        return;
      default: {
        const sendsCode = outcome.at === 'signed_in' && site.beforeCode === undefined;
        tools.keepSession(outcome);
        goOnAfter('login', tools, sendsCode ? bank.sendCode(outcome) : outcome);
      }
    }
  });

  router.post('/code', (req, res) => {
    const tools = toolsFor(req, res);
    const { session, fields } = tools;
    if (session === undefined) {
      tools.goTo('/');
      return;
    }
    const next = bank.submitCode(session, (fields.code ?? '').trim());
    if (next.at === 'accounts' && fields.trust !== undefined) {
      const token = trustedBrowsers.trust(readCookie(req, 'galleryTrust'), next.username);
      setCookie(res, 'galleryTrust', token, tools.base);
    }
    goOnAfter('code', tools, next);
  });

  const get: Site['get'] = {
    '/': (tools) => tools.send(loginPage(tools, false)),
    '/code': (tools) => {
      const { session } = tools;
      if (session?.at === 'code' || session?.at === 'no_attempts_left')
        tools.send(codeOrEndPage(tools, session));
      else tools.goTo(session ? pathOf(session) : '/');
    },
    '/accounts': ({ session, send, base, goTo }) => {
      if (session?.at === 'accounts') send((site.accounts ?? accountsPage)({ base }));
      else goTo('/');
    },
    '/change-password': ({ send }) => send(changePasswordPage),
    ...site.get,
  };
  for (const [path, answer] of Object.entries(get))
    router.get(path, (req, res) => answer(toolsFor(req, res)));
  for (const [path, answer] of Object.entries(site.post ?? {}))
    router.post(path, (req, res) => answer(toolsFor(req, res)));
  return router;
}
