/** A place in a bank's file as `bank check` writes it: `pages[1].selector`. */
export const placeInFile = (path: readonly (string | number)[]): string =>
  path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');
