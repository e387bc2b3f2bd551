/** The page of rules and the titles of the tests, beside each other. */
import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.join(import.meta.dirname, '..', '..');
const read = (file: string): Promise<string> => readFile(path.join(root, file), 'utf8');

const declared = [...(await read('docs/SPEC.md')).matchAll(/\*\*([A-Z]+-\d+)\*\*/g)].map(
  ([, rule = '']) => rule,
);

/** The rules with which a title begins: `APP-2, APP-3: a list …`. */
const title = /['"`]([A-Z]+-\d{1,3}(?:, [A-Z]+-\d{1,3})*): /g;

/** Each rule that a title names, with the first file that does. */
async function namedInTitles(): Promise<ReadonlyMap<string, string>> {
  const named = new Map<string, string>();
  const tests = '{shared,server,client,tests}/**/*.{test,contract}.ts';
  for await (const file of glob(tests, { cwd: root, exclude: ['**/node_modules/**'] })) {
    for (const [, rules = ''] of (await read(file)).matchAll(title))
      for (const rule of rules.split(', ')) if (!named.has(rule)) named.set(rule, file);
  }
  return named;
}

test('SPEC-1: every rule is named by the title of a test, every such title names rules that are there, and no number is given twice', async () => {
  const named = await namedInTitles();
  expect(declared.length).toBeGreaterThan(300);
  expect(declared.filter((rule, at) => declared.indexOf(rule) !== at)).toEqual([]);
  expect(declared.filter((rule) => !named.has(rule))).toEqual([]);
  const known = new Set(declared);
  expect([...named].filter(([rule]) => !known.has(rule))).toEqual([]);
});
