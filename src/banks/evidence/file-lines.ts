import { Document, visit } from 'yaml';

/** No selector that a person writes is as long. */
const longestLine = 2_500;

/** A value as one line of a bank file: `{ click: '#go' }`. */
export function asFileLine(value: unknown): string {
  const document = new Document(value);
  visit(document, {
    Collection: (_, node) => {
      node.flow = true;
    },
    Scalar: (key, node) => {
      // Quotes wherever a person would wonder whether they are needed.
      if (key !== 'key' && typeof node.value === 'string' && !/^[\w.]+$/.test(node.value))
        node.type = 'QUOTE_SINGLE';
    },
  });
  return document.toString({ singleQuote: true, lineWidth: 0 }).trim().slice(0, longestLine);
}

/** `login:` and a value below it, as they stand in a bank file. Entries of a list begin with a dash. */
export function asFileLines(path: readonly (string | number)[], value: unknown): string {
  const keys = path.filter((part): part is string => typeof part === 'string');
  const isEntry = typeof path.at(-1) === 'number';
  const indent = (depth: number): string => '  '.repeat(depth);
  const heads = keys.map((key, depth) => `${indent(depth)}${key}:`);
  const last = heads.at(-1) ?? '';
  if (isEntry) return [...heads, `${indent(keys.length)}- ${asFileLine(value)}`].join('\n');
  return [...heads.slice(0, -1), `${last} ${asFileLine(value)}`].join('\n');
}

/** The key of a list, and one more entry of it. */
export const asAddedLine = (path: readonly (string | number)[], value: unknown): string =>
  asFileLines([...path, 0], value);
