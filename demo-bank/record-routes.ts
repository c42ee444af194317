import { Router } from 'express';
import { z } from 'zod';
import type { Approvals } from './approvals.js';
import type { Inbox } from './inbox.js';
import type { Ledger } from './ledger.js';
import { layout } from './pages/layout.js';
import { inboxPage, ledgerPage } from './pages/records.js';

export const userQuery = z.object({
  username: z
    .string()
    .max(200)
    // User names contain no spaces: a space is a plus sign that was not encoded as %2B.
    .transform((username) => username.trim().replaceAll(' ', '+') || undefined)
    .optional(),
});

const noUsername = { error: { code: 'VALIDATION_ERROR', message: 'The query needs a username.' } };

/**
 * A user's phone and what the bank recorded, as JSON or, for browsers, as a page.
 */
export function recordRoutes({
  inbox,
  ledger,
  approvals,
}: {
  inbox: Inbox;
  ledger: Ledger;
  approvals?: Approvals;
}): Router {
  const router = Router();

  router.get('/inbox', (req, res) => {
    const { username } = userQuery.parse(req.query);
    if (req.accepts(['json', 'html']) === 'html') {
      const messages = username === undefined ? inbox.recent(30) : inbox.of(username);
      const asked = username === undefined ? approvals?.recent(5) : approvals?.of(username);
      const content = inboxPage({ username, messages, approvals: asked ?? [], base: req.baseUrl });
      res.send(layout({ title: 'Phone', content, isWide: true, base: req.baseUrl }).text);
    } else if (username === undefined) res.status(400).json(noUsername);
    else res.json({ messages: inbox.of(username) });
  });

  router.get('/ledger', (req, res) => {
    const { username } = userQuery.parse(req.query);
    const events = username === undefined ? [] : ledger.of(username);
    if (req.accepts(['json', 'html']) === 'html') {
      const content = ledgerPage({ username, events });
      res.send(layout({ title: 'Ledger', content, isWide: true, base: req.baseUrl }).text);
    } else if (username === undefined) res.status(400).json(noUsername);
    else res.json({ events });
  });

  return router;
}
