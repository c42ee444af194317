import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createTestRing } from '../../test/support/test-ring.js';
import { type FailureEvidence, failureEvidenceSchema } from '../assistance/failure-evidence.js';
import { open, purpose } from '../secrets/seal.js';
import { sealEvidence } from './seal-evidence.js';

const ring = createTestRing();
const loginId = '8a1b2f9e-0000-4000-8000-000000000001';

const evidence: FailureEvidence = {
  taken_at: '2026-03-01T12:00:00.000Z',
  bank: 'test',
  step: 'log_in',
  outcome: 'page_not_recognised',
  reason: null,
  cause: 'covered',
  waited_for: null,
  after: 'password',
  address: 'https://bank.example/login',
  title: 'Sign in',
  http_status: 200,
  pages: [],
  steps: [],
  covers: [],
  dismissed: [],
  elements: [],
  suggestions: [
    { because: 'covered', action: 'add', path: ['dismiss'], value: '#later', yaml: "dismiss:\n  - '#later'" },
  ],
};

/** As much as the schema of evidence allows, in a script whose letters take three bytes. */
const crowded: FailureEvidence = failureEvidenceSchema.parse({
  ...evidence,
  elements: Array(200).fill({
    kind: 'button',
    role: 'button',
    label: '銀'.repeat(400),
    selector: '銀'.repeat(600),
    frame: Array(10).fill('銀'.repeat(100)),
    disabled: false,
    covered: false,
  }),
});

async function seal(text: FailureEvidence, screenshot: Uint8Array | null) {
  const { sealed, sealedScreenshot } = await sealEvidence(ring, loginId, { evidence: text, screenshot });
  const picture =
    sealedScreenshot === null
      ? null
      : Buffer.from(await open(ring, purpose.evidenceScreenshot(loginId), sealedScreenshot), 'base64');
  return {
    bytes: sealed.length + (sealedScreenshot?.length ?? 0),
    evidence: failureEvidenceSchema.parse(JSON.parse(await open(ring, purpose.evidence(loginId), sealed))),
    screenshot: picture,
  };
}

test('what fits is kept as it is', async () => {
  const screenshot = randomBytes(500_000);
  const kept = await seal(evidence, screenshot);
  expect(kept.evidence).toEqual(evidence);
  expect(kept.screenshot?.equals(screenshot)).toBe(true);
});

test('a picture that does not fit is left out, and the text is kept', async () => {
  const kept = await seal(evidence, randomBytes(600_000));
  expect(kept).toMatchObject({ evidence, screenshot: null });
  expect(kept.bytes).toBeLessThan(1_000_000);
});

test('a text that does not fit keeps its cause and its suggestions', async () => {
  expect(JSON.stringify(crowded).length * 3).toBeGreaterThan(1_000_000);
  const kept = await seal(crowded, randomBytes(100_000));
  expect(kept.bytes).toBeLessThan(1_000_000);
  expect(kept.evidence).toEqual(evidence);
  expect(kept.screenshot, 'the picture fits beside it').not.toBeNull();
});
