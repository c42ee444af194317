import { z } from 'zod';
import type { Action, Candidate, Recorded } from './recorded-action.js';

/**
 * A recording of the Recorder of Chrome's DevTools, exported as JSON: the schema of @puppeteer/replay (src/Schema.ts). Only
 * what a login consists of is read.
 */
const elementSchema = z.object({
  /** Alternatives. A list leads through shadow roots or ancestors, the element last. */
  selectors: z.array(z.union([z.string(), z.array(z.string()).min(1)])),
  frame: z.array(z.int().min(0)).optional(),
  assertedEvents: z.array(z.object({ type: z.string(), url: z.string().optional() })).optional(),
});
const stepSchema = z.union([
  z.object({ type: z.literal('navigate'), url: z.string() }),
  z.object({ ...elementSchema.shape, type: z.enum(['click', 'doubleClick', 'waitForElement']) }),
  z.object({ ...elementSchema.shape, type: z.literal('change'), value: z.string() }),
  z.object({
    type: z.literal('keyDown'),
    key: z.string(),
    assertedEvents: elementSchema.shape.assertedEvents,
  }),
  // Steps without a meaning for a login: sizes, key releases, scrolling.
  z.object({ type: z.string() }).transform(() => null),
]);

export const devToolsRecordingSchema = z.object({ steps: z.array(stepSchema).max(2_000) });

/** What the person did, in order. */
export function readDevToolsRecording({ steps }: z.infer<typeof devToolsRecordingSchema>): Action[] {
  return steps.flatMap((step): Action[] => {
    switch (step?.type) {
      case 'navigate':
        return [{ is: 'open', url: step.url }];
      case 'click':
      case 'doubleClick':
        return [{ is: 'press', on: recorded(step), leadsTo: leadsTo(step) }];
      case 'change':
        return [{ is: isSelect(step) ? 'choose' : 'enter', on: recorded(step), value: step.value }];
      case 'keyDown':
        return step.key === 'Enter' ? [{ is: 'key', key: 'Enter', leadsTo: leadsTo(step) }] : [];
      case 'waitForElement':
        return [{ is: 'see', on: recorded(step) }];
      case undefined:
        return [];
    }
  });
}

/** A change of a select looks like one of a text field. */
const isSelect = ({ selectors }: Pick<z.infer<typeof elementSchema>, 'selectors'>): boolean =>
  selectors.flat().some((selector) => /(?:^|[\s>/])select(?:[.:#[][^\s>/]*)?$/.test(selector));

const leadsTo = ({ assertedEvents = [] }: Pick<z.infer<typeof elementSchema>, 'assertedEvents'>) =>
  assertedEvents.find(({ type }) => type === 'navigation')?.url;

const recorded = ({ selectors, frame = [] }: z.infer<typeof elementSchema>): Recorded => ({
  candidates: selectors.flatMap((selector) =>
    toCandidate(typeof selector === 'string' ? [selector] : selector),
  ),
  // A frame is recorded by its place among its siblings only.
  frame: frame.map((place) => `iframe >> nth=${place}`),
});

function toCandidate(path: readonly string[]): Candidate[] {
  const last = path.at(-1) ?? '';
  if (last.startsWith('aria/')) return toRole(path.map((part) => part.slice('aria/'.length)));
  if (last.startsWith('text/')) return [{ by: 'text', text: last.slice('text/'.length) }];
  if (last.startsWith('xpath/')) return [{ by: 'xpath', xpath: last.slice('xpath/'.length) }];
  // Playwright's CSS looks into shadow roots by itself.
  return [{ by: 'css', css: path.map((part) => part.replace(/^pierce\//, '')).join(' ') }];
}

/** `Sign in`, `Sign in[role="button"]`, or a part of a named element: `Sign in`, `[role="generic"]`. */
function toRole(path: readonly string[]): Candidate[] {
  for (const part of path.toReversed()) {
    const [, name = '', role] = /^([^]*?)(?:\[role="([\w-]+)"\])?$/.exec(part) ?? [];
    if (name.trim() !== '') return [{ by: 'role', role: role ?? null, name: name.trim() }];
  }
  return [];
}
