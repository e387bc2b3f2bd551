/** What the pages of docs/ name is there. */
import { access, glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.join(import.meta.dirname, '..', '..');
const read = (file: string): Promise<string> => readFile(path.join(root, file), 'utf8');
const isThere = (file: string): Promise<boolean> =>
  access(path.join(root, file)).then(
    () => true,
    () => false,
  );

const declared = new Set(
  [...(await read('docs/SPEC.md')).matchAll(/\*\*([A-Z]+-\d+)\*\*/g)].map(([, rule = '']) => rule),
);

/** The rows of a page's tables that name a file: what they are about, their rules, and their files. */
async function rowsOf(page: string) {
  const rows = (await read(page)).split('\n').filter((line) => line.startsWith('| '));
  return rows.flatMap((row) => {
    // Its last two cells.
    const [rulesOf = '', filesOf = ''] = row.split('|').slice(-3, -1);
    const files = [...filesOf.matchAll(/`([\w/.-]+\.ts)`/g)].map(([, file = '']) => file);
    const rules = [...rulesOf.matchAll(/\b([A-Z]+-\d+)\b/g)].map(([, rule = '']) => rule);
    return files.length > 0 ? [{ about: row.slice(2, 60).trim(), files, rules }] : [];
  });
}

/** The rules with which titles of tests begin. */
const titled = (text: string): ReadonlySet<string> =>
  new Set(
    [...text.matchAll(/['"`]([A-Z]+-\d{1,3}(?:, [A-Z]+-\d{1,3})*)[:,] /g)].flatMap(([, rules = '']) =>
      rules.split(', '),
    ),
  );

test.each(['docs/faults.md', 'docs/security.md'])(
  'SPEC-2: every test that %s names is there, and has a title with one of the rules of its line',
  async (page) => {
    const rows = await rowsOf(page);
    expect(rows.length).toBeGreaterThan(12);
    const wrong: string[] = [];
    for (const { about, files, rules } of rows) {
      for (const rule of rules) if (!declared.has(rule)) wrong.push(`${about}: ${rule} is no rule`);
      for (const file of files) {
        if (!(await isThere(file))) {
          wrong.push(`${about}: ${file} is not there`);
          continue;
        }
        const titles = titled(await read(file));
        if (!rules.some((rule) => titles.has(rule))) wrong.push(`${about}: no title of it in ${file}`);
      }
    }
    expect(wrong).toEqual([]);
  },
);

/** As a heading is called in a link to it. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

test('SPEC-2: every link from page to page leads somewhere, to its heading too', async () => {
  const wrong: string[] = [];
  for await (const page of glob('{*,docs/*,docs/decisions/*}.md', { cwd: root })) {
    for (const [, target = ''] of (await read(page)).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [file = '', anchor] = target.split('#');
      const to = file === '' ? page : path.join(path.dirname(page), file);
      if (!(await isThere(to))) wrong.push(`${page}: ${target}`);
      else if (anchor !== undefined) {
        const headings = [...(await read(to)).matchAll(/^#+ (.+)$/gm)].map(([, text = '']) => anchorOf(text));
        if (!headings.includes(anchor)) wrong.push(`${page}: ${target}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});
