import { randomBytes } from 'node:crypto';
import { decode, encode } from 'fast-png';
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
  was_slow: false,
  waited_for: null,
  after: 'password',
  address: 'https://bank.example/login',
  title: 'Sign in',
  http_status: 200,
  pages: [],
  steps: [],
  invalid_selectors: [],
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

test('a picture that does not fit is scaled down, and the text is kept', async () => {
  // Noise, which cannot be compressed, on a ground of one colour.
  const [width, height, ground] = [900, 400, 100];
  const noise = randomBytes(width * height * 3);
  const data = Uint8Array.from(noise, (value, index) => (index % (width * 3) < width * 2 ? value : ground));
  const screenshot = encode({ width, height, data, channels: 3 });
  expect(screenshot.length).toBeGreaterThan(600_000);
  const kept = await seal(evidence, screenshot);
  expect(kept).toMatchObject({ evidence });
  expect(kept.bytes).toBeLessThan(1_000_000);
  const shown = decode(kept.screenshot ?? Buffer.alloc(0));
  expect([shown.width, shown.height, shown.channels]).toEqual([450, 200, 3]);
  const average = [0, 3, width * 3, width * 3 + 3].reduce((sum, at) => sum + (noise[at] ?? NaN), 0) / 4;
  expect([shown.data[0], shown.data.at(-1)]).toEqual([Math.floor(average), ground]);
});

test('a text that does not fit keeps its cause and its suggestions', async () => {
  expect(JSON.stringify(crowded).length * 3).toBeGreaterThan(1_000_000);
  const kept = await seal(crowded, randomBytes(100_000));
  expect(kept.bytes).toBeLessThan(1_000_000);
  expect(kept.evidence).toEqual(evidence);
  expect(kept.screenshot, 'the picture fits beside it').not.toBeNull();
});
