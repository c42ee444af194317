/** One call of a chain such as `page.getByRole('button', { name: 'Next' }).click()`. */
export interface Call {
  /** In camel case, also where the script has `get_by_role`. */
  name: string;
  /** What stands between the parentheses. */
  source: string;
  /** The strings that stand there, without those of a nested call. */
  texts: string[];
}

export interface Chain {
  calls: Call[];
  /** It stands in `expect(…)`. */
  isExpected: boolean;
}

const text = /'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`/y;

/** The chains of calls that begin with a page (`page`, `page1`), in the order of the script. */
export function findChains(script: string): Chain[] {
  const chains: Chain[] = [];
  for (const start of script.matchAll(/\b(expect\(\s*)?page\d*(?=\s*\.)/g)) {
    const calls = readCalls(script, start.index + start[0].length);
    if (start[1] === undefined) chains.push({ calls, isExpected: false });
    // What is expected follows behind the parenthesis; `recorded` wants the last call apart.
    else chains.push({ calls: [...calls, { name: 'toBeVisible', source: '', texts: [] }], isExpected: true });
  }
  return chains;
}

function readCalls(script: string, from: number): Call[] {
  const calls: Call[] = [];
  let at = from;
  for (;;) {
    const dot = /\s*\.\s*(\w+)/y;
    dot.lastIndex = at;
    const name = dot.exec(script)?.[1];
    if (name === undefined) return calls;
    at = dot.lastIndex;
    const source = script[at] === '(' ? readArguments(script, at) : '';
    if (script[at] === '(') at += source.length + 2;
    calls.push({ name: camelCase(name), source, texts: textsIn(source) });
  }
}

/** From the parenthesis at `at` to the one that closes it. */
function readArguments(script: string, at: number): string {
  let depth = 0;
  for (let here = at; here < script.length; here++) {
    text.lastIndex = here;
    const string = text.exec(script);
    if (string) here += string[0].length - 1;
    else if (script[here] === '(') depth++;
    else if (script[here] === ')' && --depth === 0) return script.slice(at + 1, here);
  }
  return script.slice(at + 1);
}

function textsIn(source: string): string[] {
  const texts: string[] = [];
  for (let here = 0; here < source.length; here++) {
    text.lastIndex = here;
    const string = text.exec(source);
    if (!string) continue;
    texts.push(unquote(string[0]));
    here += string[0].length - 1;
  }
  return texts;
}

/** The string of an option: `name: 'Next'` in JavaScript, `name="Next"` in Python. */
export function namedText({ source }: Call, option: string): string | undefined {
  const place = new RegExp(`\\b${option}\\s*[:=]\\s*`).exec(source);
  if (!place) return undefined;
  text.lastIndex = place.index + place[0].length;
  const string = text.exec(source);
  return string ? unquote(string[0]) : undefined;
}

const unquote = (literal: string): string => literal.slice(1, -1).replace(/\\(.)/g, '$1');

const camelCase = (name: string): string =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
