import api from '../../../../docs/api.md?raw';
import bankRecipes from '../../../../docs/bank-recipes.md?raw';
import banks from '../../../../docs/banks.md?raw';
import operations from '../../../../docs/operations.md?raw';
import relays from '../../../../docs/relays.md?raw';
import starterFiles from '../../../../docs/starter-files.md?raw';
import webhooks from '../../../../docs/webhooks.md?raw';
import type { guides } from './guides';

/** The guides in Markdown, in a chunk of their own. */
export const guideTexts: Record<(typeof guides)[number]['name'], string> = {
  api,
  relays,
  webhooks,
  banks,
  'bank-recipes': bankRecipes,
  'starter-files': starterFiles,
  operations,
};
