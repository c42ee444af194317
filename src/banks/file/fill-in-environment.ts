import { type Document, isPair, isScalar, isSeq, type Node, type Pair, type Scalar, visit } from 'yaml';
import { pathInFile } from './bank-file-error.js';

export type Environment = Readonly<Record<string, string | undefined>>;

interface Unfilled {
  node: Scalar;
  path: string;
  reason: string;
}

const placeholder = /\$\{([^}]*)\}?/g;
const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Puts the environment's values where a YAML document says `${NAME}`, after it was parsed: no value can change
 * the document's shape. Answers what could not be filled in; values never stand in a reason.
 */
export function fillInEnvironment(document: Document, environment: Environment): Unfilled[] {
  const unfilled: Unfilled[] = [];
  visit(document, {
    Scalar(key, node, ancestors) {
      if (key === 'key' || typeof node.value !== 'string') return;
      const refuse = (reason: string) => unfilled.push({ node, path: pathOf(node, ancestors), reason });
      const filled = node.value.replace(placeholder, (whole, name: string) => {
        if (!whole.endsWith('}') || !variableName.test(name)) {
          refuse(`${whole} is not a \${NAME} of the environment`);
          return whole;
        }
        const value = environment[name];
        if (value === undefined || value === '')
          refuse(`needs ${name} in the environment, where it is not set`);
        return value ?? '';
      });
      if (filled !== node.value) node.value = asWritten(node, filled);
    },
  });
  return unfilled;
}

/** What stood there without quotes may mean a number or a truth value, as if the value itself stood there. */
function asWritten(node: Scalar, filled: string): string | number | boolean {
  if (node.type !== 'PLAIN') return filled;
  if (/^(0|[1-9]\d{0,8})$/.test(filled)) return Number(filled);
  if (filled === 'true' || filled === 'false') return filled === 'true';
  return filled;
}

function pathOf(node: Scalar, ancestors: readonly (Document | Node | Pair)[]): string {
  return pathInFile(
    ancestors.flatMap((ancestor, at): (string | number)[] => {
      if (isPair(ancestor)) return isScalar(ancestor.key) ? [String(ancestor.key.value)] : [];
      if (!isSeq(ancestor)) return [];
      return [ancestor.items.indexOf(ancestors[at + 1] ?? node)];
    }),
  );
}
