import type { Frame, Page, Request } from 'playwright-core';

/** Notes how the documents of a page come about. */
export interface DocumentWatch {
  /**
   * Whether another browser gets this document by its address: not one that answered a form (POST), in the page or in
   * one of its frames, nor one in a tab that a script opened, nor one with an open dialog.
   */
  isReopenable(): Promise<boolean>;
}

/** Watches from now on; call it before the first navigation. */
export function watchDocuments(page: Page): DocumentWatch {
  const requested = new Map<Frame, Request>();
  const answeredForms = new Set<Frame>();

  page.on('request', (request) => {
    const frame = request.isNavigationRequest() ? frameOf(request) : undefined;
    if (frame) requested.set(frame, request);
  });
  page.on('framenavigated', (frame) => {
    const request = requested.get(frame);
    // A change of the address within a document is no request.
    if (!request) return;
    requested.delete(frame);
    if (request.method() === 'POST') answeredForms.add(frame);
    else answeredForms.delete(frame);
  });
  page.on('framedetached', (frame) => {
    requested.delete(frame);
    answeredForms.delete(frame);
  });

  return {
    async isReopenable() {
      if (answeredForms.size > 0 || (await page.opener()) !== null) return false;
      return (await page.locator('dialog[open]').filter({ visible: true }).count()) === 0;
    },
  };
}

/** Undefined for a request that a frame made before the page knew of it. */
function frameOf(request: Request): Frame | undefined {
  try {
    return request.frame();
  } catch {
    return undefined;
  }
}
