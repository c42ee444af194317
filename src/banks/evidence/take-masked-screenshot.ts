import { decode, encode } from 'fast-png';
import type { CDPSession, Page } from 'playwright-core';
import { type Mask, readMasks } from './page-masks.js';
import type { PageTextRedactor } from './redact-page-text.js';

/** What is painted over: a dark grey that pages seldom have. */
export const maskColor = [59, 63, 70] as const;

/** Backgrounds are taken away, because a mask in their place would cover all that stands before them. */
const plainStyle = `*, *::before, *::after, *::marker {
  background-image: none !important; list-style-image: none !important; border-image: none !important;
  mask-image: none !important; text-shadow: none !important; filter: none !important;
  -webkit-box-reflect: none !important;
}`;

/**
 * A picture of the viewport as PNG, painted over wherever it may show what was typed. It never exists unmasked outside
 * this function, and the page's document is left as it is. Null for a page with too much text. Throws what the browser
 * throws.
 */
export async function takeMaskedScreenshot(
  page: Page,
  redactor: PageTextRedactor,
): Promise<Uint8Array | null> {
  const cdp = await page.context().newCDPSession(page);
  try {
    await cdp.send('DOM.enable');
    await cdp.send('CSS.enable');
    const sheets = await addStyle(cdp);
    try {
      // What moves meanwhile is painted over on its whole way.
      const before = await readMasks(cdp, redactor);
      const { data } = await cdp.send('Page.captureScreenshot', { format: 'png' });
      const after = await readMasks(cdp, redactor);
      if (!before || !after) return null;
      // With its scrollbars, as they are in the picture.
      const width = page.viewportSize()?.width ?? Number(await page.evaluate('innerWidth'));
      return paintOver(Buffer.from(data, 'base64'), joined(before, after), width);
    } finally {
      await Promise.all(
        sheets.map((styleSheetId) => cdp.send('CSS.setStyleSheetText', { styleSheetId, text: '' })),
      ).catch(() => undefined);
    }
  } finally {
    // The page may be gone.
    await cdp.detach().catch(() => undefined);
  }
}

/** Adds a style of the inspector's to each frame of this process; a page's Content-Security-Policy does not forbid it. */
async function addStyle(cdp: CDPSession): Promise<string[]> {
  const { frameTree } = await cdp.send('Page.getFrameTree');
  return await Promise.all(
    framesIn(frameTree).map(async (frameId) => {
      const { styleSheetId } = await cdp.send('CSS.createStyleSheet', { frameId });
      await cdp.send('CSS.setStyleSheetText', { styleSheetId, text: plainStyle });
      return styleSheetId;
    }),
  );
}

interface FrameTree {
  frame: { id: string };
  childFrames?: FrameTree[];
}

const framesIn = ({ frame, childFrames = [] }: FrameTree): string[] => [
  frame.id,
  ...childFrames.flatMap(framesIn),
];

function joined(before: readonly Mask[], after: readonly Mask[]): Mask[] {
  const masks = new Map<string, Mask>();
  for (const mask of [...before, ...after]) {
    const known = masks.get(mask.key) ?? mask;
    masks.set(mask.key, {
      key: mask.key,
      left: Math.min(known.left, mask.left),
      top: Math.min(known.top, mask.top),
      right: Math.max(known.right, mask.right),
      bottom: Math.max(known.bottom, mask.bottom),
    });
  }
  return [...masks.values()];
}

function paintOver(png: Uint8Array, masks: readonly Mask[], viewportWidth: number): Uint8Array {
  const { width, height, data, channels, depth } = decode(png);
  const scale = width / viewportWidth;
  const clamp = (at: number, most: number): number => Math.max(0, Math.min(most, at));
  for (const { left, top, right, bottom } of masks) {
    const from = clamp(Math.floor(left * scale), width);
    const to = clamp(Math.ceil(right * scale), width);
    for (let y = clamp(Math.floor(top * scale), height); y < clamp(Math.ceil(bottom * scale), height); y += 1)
      for (let x = from; x < to; x += 1)
        for (let channel = 0; channel < channels; channel += 1)
          data[(y * width + x) * channels + channel] = maskColor[channel] ?? 255;
  }
  return encode({ width, height, data, channels, depth });
}
