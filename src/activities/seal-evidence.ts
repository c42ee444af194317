import type { FailureEvidence } from '../assistance/failure-evidence.js';
import type { CollectedEvidence } from '../banks/evidence/collect-evidence.js';
import type { KeyRing } from '../secrets/key-ring.js';
import { purpose, seal } from '../secrets/seal.js';

/** What is sealed for one login, in bytes: both values together. */
export const mostEvidenceBytes = 1_000_000;

export interface SealedEvidence {
  sealed: string;
  /** Null where there is no picture, or no space for it. */
  sealedScreenshot: string | null;
}

/**
 * Seals evidence of a login. Both values together have at most 1 MB: a picture that is too large is left out. A text that
 * is too long loses its lists, and keeps the cause and the suggestions.
 */
export async function sealEvidence(
  ring: KeyRing,
  loginId: string,
  { evidence, screenshot }: CollectedEvidence,
): Promise<SealedEvidence> {
  let sealed = await sealText(evidence);
  if (sealed.length > mostEvidenceBytes)
    sealed = await sealText({ ...evidence, elements: [], steps: [], pages: [], covers: [] });
  const sealedScreenshot =
    screenshot &&
    (await seal(ring, purpose.evidenceScreenshot(loginId), Buffer.from(screenshot).toString('base64')));
  const fits = sealed.length + (sealedScreenshot?.length ?? 0) <= mostEvidenceBytes;
  return { sealed, sealedScreenshot: fits ? sealedScreenshot : null };

  async function sealText(text: FailureEvidence): Promise<string> {
    return await seal(ring, purpose.evidence(loginId), JSON.stringify(text));
  }
}
