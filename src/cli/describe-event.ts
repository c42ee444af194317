import type { StepEvent } from '../banks/page/observe-step.js';

/** The lines about an event of a bank file's driver. `clean` cuts what was typed from a text of the page. */
export function describeEvent(event: StepEvent, clean: (text: string) => string): string[] {
  switch (event.is) {
    case 'visit':
      return [`opened ${event.url}`];
    case 'step':
      return [`${stepWords[event.how]} ${describeStep(event.step)}`];
    case 'matches':
      return event.rules.length === 0
        ? ['no entry of pages matches any more']
        : event.rules.map(({ place, rule }) => `pages[${place}] matches: ${describeStep(rule)}`);
    case 'awaits':
      return [];
    case 'dismissed':
      return [`was in the way, and was closed: ${event.selector}`];
    case 'covered':
      return [`was in the way of ${event.selector}: ${clean(event.element ?? 'another element')}`];
    case 'keys':
      return [
        `the keypad has ${event.keys.length} keys${event.keys.some(({ hash }) => hash) ? ', by picture' : ''}`,
        ...event.keys.map(({ text, hash }) => {
          const character = text === '' ? 'not in pictures' : `'${clean(text)}'`;
          return hash === null ? `  ${character}` : `  '${hash}': ${character}`;
        }),
      ];
  }
}

const stepWords = {
  taken: 'did',
  pressed: 'pressed',
  skipped: 'skipped',
  failed: 'could not do',
} as const;

/** A step or an entry of `pages` as the file has it; `pictures` are printed with the keys. */
function describeStep(step: object): string {
  const parts = Object.entries(step).flatMap(([key, value]: [string, unknown]) =>
    key === 'pictures' || value === undefined
      ? []
      : [`${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`],
  );
  return `{ ${parts.join(', ')} }`;
}
