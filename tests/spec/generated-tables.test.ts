/** Pages of docs/ say what the code does where they are made of it. */
import { expect, test } from 'vitest';
import { measures } from '../../server/metrics/metric-table.ts';
import { generatedTables, pageWith } from './generated-tables.ts';

test.each(generatedTables)(
  'START-10, METRIC-1: $file has the table of $name as the code has it (else run "pnpm tables")',
  async (table) => {
    const { is, should } = await pageWith(table);
    expect(is).toBe(should);
  },
);

test('METRIC-1: every measure is called one of Solder’s', () => {
  expect(Object.keys(measures).every((name) => name.startsWith('solder_'))).toBe(true);
});
