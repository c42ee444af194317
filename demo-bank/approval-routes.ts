import express, { Router } from 'express';
import { z } from 'zod';
import type { Approval, Approvals } from './approvals.js';
import { userQuery } from './record-routes.js';

const decision = z.object({
  decision: z.enum(['approve', 'refuse']),
  /** Where the phone's page goes on. */
  back: z.string().max(200).optional(),
});

const noApproval = { error: { code: 'NOT_FOUND', message: 'There is no such approval.' } };

const toWire = ({ id, username, askedAt, compare, state }: Approval) => ({
  id,
  username,
  asked_at: new Date(askedAt).toISOString(),
  compare,
  state,
});

/** The bank's app on a user's phone: what waits for an approval, and the decision. */
export function approvalRoutes({ approvals }: { approvals: Approvals }): Router {
  const router = Router();

  router.get('/approvals', (req, res) => {
    const { username } = userQuery.parse(req.query);
    const shown = username === undefined ? approvals.recent(30) : approvals.of(username);
    res.json({ approvals: shown.map(toWire) });
  });

  const form = express.urlencoded({ extended: false, limit: '8kb' });
  router.post('/approvals/:id', form, express.json({ limit: '8kb' }), (req, res) => {
    const { decision: decided, back } = decision.parse(req.body ?? {});
    const before = approvals.find(req.params.id);
    if (!before?.reachesPhone) {
      res.status(404).json(noApproval);
      return;
    }
    const approval = approvals.end(before.id, decided === 'approve' ? 'approved' : 'refused') ?? before;
    if (req.accepts(['json', 'html']) === 'html') {
      const query = back === undefined ? '' : `?username=${encodeURIComponent(back)}`;
      res.redirect(303, `${req.baseUrl}/inbox${query}`);
      return;
    }
    // It had ended before, and stays as it was.
    res.status(before.state === 'waiting' ? 200 : 409).json({ approval: toWire(approval) });
  });

  return router;
}
