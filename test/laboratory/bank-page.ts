import { readFileSync } from 'node:fs';
import type { PagePlan, Stage } from './page-plan.js';

const scripts = ['kit', 'asks', 'typing', 'verdicts', 'background', 'app']
  .map((name) => readFileSync(new URL(`page/${name}.js`, import.meta.url), 'utf8'))
  .join('\n');

interface Document {
  plan: PagePlan;
  /** The address of the bank, without a slash at the end. */
  base: string;
  stage: Stage | 'home';
  isRefused: boolean;
  /** Whether the page already knows that no user is logged in. */
  isKnown: boolean;
}

/** A document of the bank: the same scripts for every plan, and the plan. */
export function bankPage({ plan, ...rest }: Document): string {
  const config = JSON.stringify({ ...plan, ...rest });
  return `<!doctype html><meta charset="utf-8"><title>Bank</title>
    <p id="clock"></p><div id="app"></div><iframe name="sink" hidden></iframe>
    <script>const config = ${config};\n${scripts}</script>`;
}

/** The page between two stages, which continues by itself. */
export const momentPage = (to: string): string =>
  `<!doctype html><p>One moment</p><script>setTimeout(() => location.replace(${JSON.stringify(to)}), 200)</script>`;

/** The response in the hidden iframe. */
export const framePage = (verdict: object): string =>
  `<!doctype html><script>parent.answered(${JSON.stringify(verdict)})</script>`;
