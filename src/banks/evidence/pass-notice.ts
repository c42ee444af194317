import type { EvidenceSuggestion } from '../../assistance/failure-evidence.js';
import { isPressable, type Usable } from './find-target.js';
import { agreeingWords, closingWords, refusingWords, skipLinkWords } from './page-words.js';
import type { SeenElement, SeenElements } from './read-elements.js';
import { add } from './suggestion.js';

/** What lies over the page is closed by `dismiss`. */
export function closeCover({ covers }: SeenElements, elements: readonly Usable[]): EvidenceSuggestion[] {
  return covers.flatMap(({ id }) => {
    const inside = elements.filter((one) => one.inside === id && !one.covered && isDismissable(one));
    const best = bestOf([...refusingWords, ...closingWords, agreeingWords], inside);
    const only = inside.length === 1 ? inside[0] : undefined;
    const chosen = best ?? only;
    return chosen ? [add('covered', ['dismiss'], chosen.selector)] : [];
  });
}

/**
 * A page that only asks to go on is passed by `dismiss` too. Where it has fields, only a button that puts the question off
 * or refuses it passes it.
 */
export function passNotice(elements: readonly Usable[]): EvidenceSuggestion[] {
  const buttons = elements.filter(isDismissable);
  const hasFields = elements.some(({ kind }) => kind === 'field');
  const best = bestOf(
    hasFields ? refusingWords : [...refusingWords, ...closingWords, agreeingWords],
    buttons,
  );
  const only = !hasFields && buttons.length === 1 ? buttons[0] : undefined;
  const chosen = best ?? only;
  return chosen ? [add('notice', ['dismiss'], chosen.selector)] : [];
}

/** `dismiss` looks at the page itself only. */
const isDismissable = (one: SeenElement): boolean =>
  isPressable(one) && one.frame.length === 0 && !one.disabled && !skipLinkWords.test(one.label);

/** The first that fits the first of these words which fit any. */
function bestOf(ranked: readonly RegExp[], buttons: readonly Usable[]): Usable | undefined {
  for (const words of ranked) {
    const found = buttons.find(({ label }) => words.test(label));
    if (found) return found;
  }
  return undefined;
}
