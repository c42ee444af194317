import type { EvidenceSuggestion, FailureEvidence } from '../assistance/failure-evidence.js';
import { pathInFile } from '../banks/file/bank-file-error.js';

/** The lines about what stopped a login: the cause, what the page has, and what to change in the bank's file. */
export function describeEvidence(evidence: FailureEvidence): string[] {
  const { cause, was_slow: wasSlow, suggestions } = evidence;
  const has = partsOf(evidence);
  return [
    `${pages[evidence.after ?? 'first']} ${causes[cause](evidence)}`,
    ...(has.length > 0 ? [`It has ${has.join(', ')}.`] : []),
    ...(wasSlow && cause !== 'not_read'
      ? ['The page or this machine was slow, so the cause may be a different one. Try again first.']
      : []),
    ...suggestions.flatMap((one) => [
      `To try in the bank’s file: ${placeOf(one)}`,
      ...one.yaml.split('\n').map((line) => `  ${line}`),
    ]),
  ];
}

const pages = {
  first: 'The first page',
  username: 'The page after the user name',
  password: 'The page after the password',
  secret: 'The page after the further credentials',
  code: 'The page after the code',
  answer: 'The page after the answer',
} as const;

const awaitedBy = ({ waited_for: awaited }: FailureEvidence): string =>
  awaited ? `${pathInFile(awaited.path)}: ${awaited.selector}` : 'the bank’s answer';

const causes: Record<FailureEvidence['cause'], (evidence: FailureEvidence) => string> = {
  unknown_page: () => 'does not match any entry of pages.',
  unchanged_page: () => 'did not change.',
  not_found: (evidence) => `does not have what the next step needs (${awaitedBy(evidence)}).`,
  code_field_not_found: () => 'asks for a code, and does not have the field that otp.input names.',
  hidden: (evidence) => `hides what the next step needs (${awaitedBy(evidence)}).`,
  came_late: (evidence) =>
    `showed what was awaited (${awaitedBy(evidence)}) only after timeout_seconds was over.`,
  covered: ({ covers: [cover] }) => `is covered by something else: ${cover?.element ?? 'it is gone now'}.`,
  disabled: (evidence) => `has a button that stayed disabled (${awaitedBy(evidence)}).`,
  not_taken: () => 'did not accept or did not send what was typed.',
  no_answer: ({ http_status: status }) =>
    status === null ? 'did not load: the bank did not respond.' : `returned HTTP status ${status}.`,
  unavailable_page: () => 'says that the bank is unavailable.',
  access_denied_page: () => 'refuses the browser.',
  invalid_selector: ({ invalid_selectors: [invalid] }) =>
    `could not be read: the browser does not understand ${invalid ? `${pathInFile(invalid.path)}: ${invalid.selector}` : 'a selector'}.`,
  browser_error: () => 'was open when the browser failed.',
  not_read: () => 'did not respond in time: it, or this machine, was too slow to see what it showed.',
};

const mostNamed = { heading: 2, field: 3, button: 3, link: 2 } as const;

function partsOf({ elements }: FailureEvidence): string[] {
  return Object.entries(mostNamed).flatMap(([kind, most]) =>
    elements
      .filter((one) => one.kind === kind && one.label !== '' && !one.covered)
      .slice(0, most)
      .map(({ label }) => `the ${kind} “${label}”`),
  );
}

const verbs = { add: 'add to', replace: 'replace', remove: 'remove' } as const;

const placeOf = ({ action, path }: EvidenceSuggestion): string => `${verbs[action]} ${pathInFile(path)}`;
