import type { FailureEvidence } from '../assistance/failure-evidence.js';
import type { CollectedEvidence } from '../banks/evidence/collect-evidence.js';
import type { KeyRing } from '../secrets/key-ring.js';
import { purpose, seal } from '../secrets/seal.js';
import { halvePng } from './halve-png.js';

/** What is sealed for one login, in bytes: both values together. */
export const mostEvidenceBytes = 1_000_000;

export interface SealedEvidence {
  sealed: string;
  /** Null where there is no picture. */
  sealedScreenshot: string | null;
}

/**
 * Seals evidence of a login. Both values together have at most 1 MB: a picture that is too large is scaled down. A text
 * that is too long loses its lists, and keeps the cause and the suggestions.
 */
export async function sealEvidence(
  ring: KeyRing,
  loginId: string,
  { evidence, screenshot }: CollectedEvidence,
): Promise<SealedEvidence> {
  let sealed = await sealText(evidence);
  if (sealed.length > mostEvidenceBytes)
    sealed = await sealText({ ...evidence, elements: [], steps: [], pages: [], covers: [] });
  for (let picture = screenshot; picture !== null; picture = halvePng(picture)) {
    const sealedScreenshot = await seal(
      ring,
      purpose.evidenceScreenshot(loginId),
      Buffer.from(picture).toString('base64'),
    );
    if (sealed.length + sealedScreenshot.length <= mostEvidenceBytes) return { sealed, sealedScreenshot };
  }
  return { sealed, sealedScreenshot: null };

  async function sealText(text: FailureEvidence): Promise<string> {
    return await seal(ring, purpose.evidence(loginId), JSON.stringify(text));
  }
}
