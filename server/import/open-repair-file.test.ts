/** A real file of the standard, where there is one: `../shared`, or where `SOLDER_SHARED` points. */
import { createReadStream, existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { ShopId } from '../../shared/lib/ids.ts';
import { csvRecords } from './csv-records.ts';
import type { ImportEvent } from './import-events.ts';
import { importOpenRepair } from './import-open-repair.ts';
import { physicalLines } from './physical-lines.ts';
import { recordsScene } from './records-scene.ts';
import { readHeader, readRepair, type Columns } from './repair.ts';
import { textLimits } from './repair-records.ts';

const shared = process.env['SOLDER_SHARED'] ?? path.resolve(import.meta.dirname, '../../../shared');
const file = path.join(shared, 'data/open-repair/repair-cafe-wales-202507.csv');
const here = existsSync(file);
const why = here ? '' : ' (skipped: the Open Repair file is not there; see CONTRIBUTING.md)';

test.skipIf(!here)(`IMPORT-3: every row of the Wales file is good${why}`, async () => {
  let columns: Columns | undefined;
  const ids = new Set<string>();
  for await (const record of csvRecords(physicalLines(createReadStream(file)))) {
    if ('fault' in record) throw new Error(`line ${record.line}: ${record.fault}`);
    if (!columns) {
      const header = readHeader(record.fields);
      columns = 'columns' in header ? header.columns : undefined;
      continue;
    }
    const read = readRepair(record.fields, columns, textLimits);
    if ('fault' in read) throw new Error(`line ${record.line}: ${read.fault} in ${read.column}`);
    ids.add(read.repair.id);
  }
  expect(ids.size).toBe(20_190);
});

test.skipIf(!here)(`IMPORT-2: the first of the Wales file, twice, are there once${why}`, async () => {
  const scene = recordsScene();
  const bad: ImportEvent[] = [];
  const run = () =>
    importOpenRepair({
      relay: scene.relay,
      shop: 'wales' as ShopId,
      source: createReadStream(file, { end: 60_000 }),
      tell: (event) => void (event.type === 'bad' && bad.push(event)),
    });
  const first = await run();
  expect(first.imported).toBeGreaterThan(300);
  // The slice may end in the middle of a row.
  expect(bad.length).toBeLessThanOrEqual(1);
  expect(await run()).toEqual({ ...first, imported: 0, unchanged: first.imported, records: 0 });
  expect(first.records).toBe(scene.names().length);
});
