import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockFolder } from '../data-folder.ts';
import { processScene, type ProcessScene } from '../process-scene.ts';

const csv = [
  'id,data_provider,product_category,brand,repair_status,group_identifier,event_date,problem',
  'x_1,Cafe,Iron,Philips,Fixed,Penarth,2024-03-16,Cold',
  'x_2,Cafe,Iron,Philips,Mended,Penarth,2024-03-16,Cold',
  'x_3,Cafe,Lamp,,Unknown,Barry,2024-03-17,Flickers',
].join('\r\n');

let scene: ProcessScene;
let file = '';
beforeEach(async () => {
  scene = await processScene();
  file = path.join(scene.folder, 'repairs.csv');
  await writeFile(file, csv);
});
afterEach(() => scene.end());

const importIt = async (shop = 'wales') => {
  const { code, out, err } = await scene.solder('import', 'open-repair', file, '--shop', shop, '--json');
  return { code, err, report: JSON.parse(out) as Record<string, unknown> };
};

test('IMPORT-6: without a relay, then beside one: the same report, and nothing is added', async () => {
  const first = await importIt();
  expect(first.code).toBe(0);
  expect(first.err).toContain('line 3 has a status other than');
  expect(first.report).toMatchObject({ rows: 3, imported: 2, unchanged: 0, bad: 1, records: 8 });

  const { url } = await scene.relay({ SOLDER_DEMO: 'off' });
  const again = await importIt();
  expect(again.report).toMatchObject({ rows: 3, imported: 0, unchanged: 2, bad: 1, records: 0 });
  expect(again.err).toBe(first.err);
  // A shop that is not there yet is made, beside the relay too.
  expect((await importIt('fresh')).report).toMatchObject({ imported: 2, bad: 1, records: 8 });

  const response = await fetch(`${url}/api/shops/wales/device`, {
    headers: { Authorization: `Bearer ${await scene.token('owner', 'wales')}` },
  });
  const { rows }: { rows: { id: string; fields: Record<string, unknown> }[] } = await response.json();
  expect(rows.map(({ id, fields }) => [id, fields['status'], fields['issue']])).toEqual([
    ['ords-x_1', 'collected', 'Cold'],
    ['ords-x_3', 'diagnosing', 'Flickers'],
  ]);
});

test('START-4: a folder that somebody else works on, and who does not answer, is left alone', async () => {
  const lock = lockFolder(scene.folder);
  expect(lock).toBeDefined();
  const { code, out, err } = await scene.solder('import', 'open-repair', file, '--shop', 'wales');
  lock?.release();
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain('does not answer');
});

test('IMPORT-5: a file that is none of the standard is exit code 1', async () => {
  await writeFile(file, 'a,b\n1,2\n');
  const { code, out, err } = await scene.solder('import', 'open-repair', file, '--shop', 'wales');
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain('is not an Open Repair file');
});
