import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.ts$/.test(name) && !/\.(test|d)\.ts$/.test(name))
  .map((name) => join('src', name));

/** The files of `src` that a file imports, including type imports. */
function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'));
  return importedFiles
    .map(({ fileName }) => fileName)
    .filter((name) => name.startsWith('.'))
    .map((name) => join(dirname(file), name).replace(/\.js$/, '.ts'))
    .filter((name) => files.includes(name));
}

/** The files of one import circle, or null. */
function findCircle(): string[] | null {
  const finished = new Set<string>();
  function visit(file: string, path: string[]): string[] | null {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (finished.has(file)) return null;
    for (const imported of importsOf(file)) {
      const circle = visit(imported, [...path, file]);
      if (circle) return circle;
    }
    finished.add(file);
    return null;
  }
  for (const file of files) {
    const circle = visit(file, []);
    if (circle) return circle;
  }
  return null;
}

it('has no import circle, types included', () => {
  expect(files.length).toBeGreaterThan(200);
  expect(importsOf('src/workflows/assisted-login.ts')).toContain('src/assistance/login-report.ts');
  expect(findCircle()).toBeNull();
});

it('has no two source files with the same base name', () => {
  const names = files.map((file) => basename(file));
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
