import { open } from 'node:fs/promises';
import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { type BankFile, bankFileSchema } from './bank-file.js';
import { BankFileError, type BankFileProblem, pathInFile } from './bank-file-error.js';
import { describeYamlError } from './describe-yaml-error.js';
import { problemsIn } from './file-problems.js';
import { type Environment, fillInEnvironment } from './fill-in-environment.js';
import { isNestedTooDeeply } from './nesting.js';

/** A bank takes some fifty lines; what is far beyond is another kind of file. */
const maxBytes = 256 * 1024;

/** A bank's file, and the lines of its values. */
export interface LocatedBankFile {
  bank: BankFile;
  /** The line on which the value at a path begins, or the nearest one around it that is written down. */
  lineAt: (path: readonly PropertyKey[]) => Pick<BankFileProblem, 'line'>;
}

/** Reads one YAML bank. Throws a BankFileError that names all that is wrong with it. */
export async function readBankFile(file: string, environment: Environment): Promise<BankFile> {
  return (await readLocatedBankFile(file, environment)).bank;
}

/** The same, with the lines of its values. */
export async function readLocatedBankFile(file: string, environment: Environment): Promise<LocatedBankFile> {
  return parseLocated(await readText(file), file, environment);
}

/** The same for a text that is at hand; `file` is only its name in what is said about it. */
export function parseBankFile(text: string, file: string, environment: Environment): BankFile {
  return parseLocated(text, file, environment).bank;
}

function parseLocated(text: string, file: string, environment: Environment): LocatedBankFile {
  if (isNestedTooDeeply(text)) throw refused(file, 'is nested too deeply');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineOf = (offset: number | undefined): Pick<BankFileProblem, 'line'> =>
    offset === undefined ? {} : { line: lines.linePos(offset).line };

  if (document.errors.length > 0)
    throw new BankFileError(
      firstOfEachLine(
        document.errors.map(({ pos, code, message }) => ({
          file,
          ...lineOf(pos[0]),
          path: '',
          reason: describeYamlError(code, message),
        })),
      ),
    );
  if (!isMap(document.contents))
    throw new BankFileError([{ file, line: 1, path: '', reason: isBlank(document) ? isEmpty : hasNoKeys }]);

  const unfilled = fillInEnvironment(document, environment).map(({ node, path, reason }) => ({
    file,
    ...lineOf(node.range?.[0]),
    path,
    reason,
  }));
  const parsed = bankFileSchema.safeParse(asPlain(document, file));
  const lineAt = (path: readonly PropertyKey[]) => lineOf(startOf(path));
  if (parsed.success && unfilled.length === 0) return { bank: parsed.data, lineAt };
  const others = problemsIn(parsed.error?.issues ?? [])
    .map(({ path, reason }) => ({ file, ...lineAt(path), path: pathInFile(path), reason }))
    // A value that could not be filled in is not checked.
    .filter(({ path }) => !unfilled.some((one) => one.path === path));
  throw new BankFileError([...unfilled, ...others]);

  /** Where the value begins, or the nearest one around it that is written down. */
  function startOf(path: readonly PropertyKey[]): number | undefined {
    for (let length = path.length; length >= 0; length--) {
      const node: unknown = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return node.range[0];
    }
    return undefined;
  }
}

const isEmpty = 'is empty: a bank begins with the keys code, name and login_url';
const hasNoKeys = 'must be keys with values, such as `code: my-bank`, each on a line of its own';

function isBlank({ contents }: ReturnType<typeof parseDocument>): boolean {
  return contents === null || (isScalar(contents) && contents.value === null);
}

/** The others of a line only follow from the first. */
function firstOfEachLine(problems: readonly BankFileProblem[]): BankFileProblem[] {
  const lines = new Set<number | undefined>();
  return problems.filter(({ line }) => !lines.has(line) && lines.add(line));
}

/** Aliases are counted when they are followed: a few lines must not become gigabytes. */
function asPlain(document: ReturnType<typeof parseDocument>, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    throw new BankFileError([{ file, path: '', reason: 'uses too many or unknown YAML aliases' }]);
  }
}

async function readText(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    if (size > maxBytes) throw refused(file, `is larger than ${maxBytes / 1024} kB`);
    return new TextDecoder('utf-8', { fatal: true }).decode(await handle.readFile());
  } catch (error) {
    if (error instanceof TypeError) throw refused(file, 'is not UTF-8 text');
    throw error;
  } finally {
    await handle.close();
  }
}

const refused = (file: string, reason: string): BankFileError =>
  new BankFileError([{ file, path: '', reason }]);
