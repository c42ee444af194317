import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { z } from 'zod';

/**
 * Renders the templates of a Helm chart without Helm, which a bare machine does not have. Knows what our chart uses: values,
 * the release's name, `quote`, `toYaml | nindent`, and `if` with `else`. Throws on anything else, and on YAML that is broken.
 */
export async function renderChart(folder: string, changes: Record<string, unknown> = {}) {
  const values = merge(parse(await readFile(join(folder, 'values.yaml'), 'utf8')), changes);
  const names = (await readdir(join(folder, 'templates'))).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, 'templates', name), 'utf8')));
  return texts.flatMap((text) =>
    parseAllDocuments(render(text, { Values: values, Release: { Name: 'test' } }), { merge: true }).flatMap(
      (document) => {
        const [broken] = document.errors;
        if (broken) throw new Error(broken.message);
        const made: unknown = document.toJS();
        return made === null ? [] : [objectSchema.parse(made)];
      },
    ),
  );
}

const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
});
const mapSchema = z.record(z.string(), z.unknown());

/** As Helm merges values: maps key by key, all else is replaced. */
function merge(base: unknown, changes: unknown): unknown {
  const [one, other] = [mapSchema.safeParse(base), mapSchema.safeParse(changes)];
  if (!one.success || !other.success) return changes;
  const merged = { ...one.data };
  for (const [key, value] of Object.entries(other.data)) merged[key] = merge(merged[key], value);
  return merged;
}

function render(text: string, scope: Record<string, unknown>): string {
  const lines: string[] = [];
  /** For each open `if`: whether its lines are kept. */
  const open: boolean[] = [];
  for (const line of text.split('\n')) {
    const control = /^\s*\{\{-? (if|else|end)(?: (\.\S+))? \}\}$/.exec(line);
    if (control) {
      const [, word, path = ''] = control;
      if (word === 'if') open.push(isTrue(lookUp(scope, path)));
      else if (open.length === 0) throw new Error(`${word} without if`);
      else if (word === 'else') open.push(!open.pop());
      else open.pop();
    } else if (open.every(Boolean)) lines.push(renderLine(line, scope));
  }
  if (open.length > 0) throw new Error('if without end');
  return lines.join('\n');
}

function renderLine(line: string, scope: Record<string, unknown>): string {
  const block = /^\s*\{\{- toYaml (\.\S+) \| nindent (\d+) \}\}$/.exec(line);
  if (block) {
    const [, path = '', width] = block;
    const yaml = stringify(lookUp(scope, path)).trimEnd();
    return yaml.replaceAll(/^/gm, ' '.repeat(Number(width)));
  }
  return line.replaceAll(/\{\{ (.*?) \}\}/g, (_match, action: string) => {
    const [, path = '', quoted] = /^(\.\S+?)( \| quote)?$/.exec(action) ?? [];
    if (path === '') throw new Error(`cannot render ${action}`);
    const value = z.union([z.string(), z.number(), z.boolean()]).parse(lookUp(scope, path));
    return quoted === undefined ? String(value) : JSON.stringify(String(value));
  });
}

function lookUp(scope: unknown, path: string): unknown {
  const names = path.slice(1).split('.');
  return names.reduce((value, name) => {
    const map = mapSchema.parse(value);
    if (!(name in map)) throw new Error(`${path} is not in values.yaml`);
    return map[name];
  }, scope);
}

/** An empty list is false, as in Go's templates. */
const isTrue = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : value !== false && value !== '' && value !== null;
