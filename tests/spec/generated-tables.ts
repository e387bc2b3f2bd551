/**
 * Tables in docs/ that are made of tables in the code: between two marks of a page stands what the code says, formatted as the
 * page is. `pnpm tables` writes them; a test fails when one is stale.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { settingsAsMarkdown } from '../../server/describe-settings.ts';
import { describeMeasures } from '../../server/metrics/metric-table.ts';
import { must } from '../../shared/lib/assert.ts';

interface GeneratedTable {
  readonly file: string;
  /** As its marks call it. */
  readonly name: string;
  readonly text: () => string;
}

const root = path.join(import.meta.dirname, '..', '..');

export const generatedTables: readonly GeneratedTable[] = [
  { file: 'docs/operations.md', name: 'settings', text: settingsAsMarkdown },
  { file: 'docs/metrics.md', name: 'measures', text: describeMeasures },
];

export const pathOf = ({ file }: GeneratedTable): string => path.join(root, file);

/** The page as it is, and as it should be. Throws when the page has no marks for the table. */
export async function pageWith(
  table: GeneratedTable,
): Promise<{ readonly is: string; readonly should: string }> {
  const { name, text } = table;
  const is = await readFile(pathOf(table), 'utf8');
  const [begin, end] = [`<!-- ${name}: written by "pnpm tables" -->`, `<!-- end of ${name} -->`];
  const [before, rest] = halves(is, begin);
  const [, after] = halves(rest, end);
  const page = `${before}${begin}\n\n${text()}\n\n${end}${after}`;
  const options = await resolveConfig(pathOf(table));
  return { is, should: await format(page, { ...options, parser: 'markdown' }) };
}

function halves(text: string, mark: string): readonly [string, string] {
  const [before, after] = text.split(mark);
  return [before ?? '', must(after, `the page has the mark ${mark}`)];
}
