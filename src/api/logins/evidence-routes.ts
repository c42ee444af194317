import { z } from 'zod';
import { failureEvidenceSchema } from '../../assistance/failure-evidence.js';
import { recordEvent } from '../../db/events/events.js';
import { findEvidence } from '../../db/logins/failure-evidence-rows.js';
import { openIfPossible, purpose } from '../../secrets/seal.js';
import { ApiError } from '../access/api-error.js';
import { uuidParam } from '../access/wire-values.js';
import type { Api } from '../context/api.js';
import { defineRoute } from '../http/define-route.js';

const paramsSchema = z.object({ loginId: uuidParam });

const wireEvidenceSchema = failureEvidenceSchema.meta({
  id: 'FailureEvidence',
  description:
    'What the bank’s page showed when a login could not go on, and what to change in the bank’s file. Secrets and what looks like personal data are replaced by `•••`; the values of fields are not in it.',
});

const description =
  'Kept for `EVIDENCE_DAYS` after a login that stopped at a page, unless `evidence` is off in the account’s configuration. Each read is recorded in the audit trail.';
const noStore = { 'Cache-Control': 'no-store' };
const none = () => new ApiError('NOT_FOUND', { message: 'There is no evidence of this session.' });

const evidence = defineRoute({
  method: 'GET',
  path: '/accounts/:accountId/sessions/:loginId/evidence',
  summary: 'Get what the bank’s page showed when a login could not go on',
  description,
  auth: 'user',
  account: true,
  params: paramsSchema,
  answers: { 200: wireEvidenceSchema },
  errors: ['NOT_FOUND'],
  handle: async ({ api, account, caller, params: { loginId } }) => {
    const sealed = (await findEvidence(api.db, { loginId, accountId: account.id }))?.sealed;
    const text = sealed && (await openIfPossible(api.ring, purpose.evidence(loginId), sealed));
    const kept = text ? failureEvidenceSchema.safeParse(JSON.parse(text)) : undefined;
    if (!kept?.success) throw none();
    await recordRead(api, { account, actor: caller.actor, loginId, part: 'page' });
    return { status: 200, body: kept.data, headers: noStore };
  },
});

const screenshot = defineRoute({
  method: 'GET',
  path: '/accounts/:accountId/sessions/:loginId/evidence/screenshot',
  summary: 'Get the masked picture of the page at which a login could not go on',
  description,
  auth: 'user',
  account: true,
  params: paramsSchema,
  answers: { 200: 'png' },
  errors: ['NOT_FOUND'],
  handle: async ({ api, account, caller, params: { loginId } }) => {
    const sealed = (await findEvidence(api.db, { loginId, accountId: account.id }))?.sealedScreenshot;
    const picture = sealed && (await openIfPossible(api.ring, purpose.evidenceScreenshot(loginId), sealed));
    if (!picture) throw none();
    await recordRead(api, { account, actor: caller.actor, loginId, part: 'screenshot' });
    return { status: 200, body: Buffer.from(picture, 'base64'), headers: noStore };
  },
});

type AccountEvent = Parameters<typeof recordEvent>;

/** Before the response, so that no read goes unrecorded. */
async function recordRead(
  { db }: Pick<Api, 'db'>,
  {
    account,
    actor,
    ...details
  }: { account: AccountEvent[1]; actor: AccountEvent[2]['actor']; loginId: string; part: string },
): Promise<void> {
  await recordEvent(db, account, { type: 'evidence.read', actor, details });
}

export const evidenceRoutes = [evidence, screenshot];
