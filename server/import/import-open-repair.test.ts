import { describe, expect, test } from 'vitest';
import type { EntityId, KindName, ShopId } from '../../shared/lib/ids.ts';
import { kinds } from '../../shared/schema/kinds.ts';
import { StoreUnavailable } from '../store/store.ts';
import type { ImportEvent } from './import-events.ts';
import { describeBadRow, describeFailure } from './import-events.ts';
import { importOpenRepair } from './import-open-repair.ts';
import { recordsScene } from './records-scene.ts';
import { textLimits } from './repair-records.ts';

const shop = 'wales' as ShopId;
const header =
  'id,data_provider,country,partner_product_category,product_category,product_category_id,brand,' +
  'year_of_manufacture,product_age,repair_status,repair_barrier_if_end_of_life,group_identifier,event_date,problem';

interface Cells {
  id?: string;
  status?: string;
  barrier?: string;
  date?: string;
  problem?: string;
  brand?: string;
  group?: string;
}

const row = ({
  id = 'x_1',
  status = 'Fixed',
  barrier = '',
  date = '2024-03-16',
  problem = 'Broken',
  ...more
}: Cells): string =>
  `${id},Repair Cafe,GBR,Electrical ~ Iron,Iron,40,${more.brand ?? 'Philips'},2012,"12",${status},${barrier},${more.group ?? 'Penarth'},${date},"${problem.replaceAll('"', '""')}"`;

type Scene = ReturnType<typeof recordsScene>;

async function read(scene: Scene, file: string | Uint8Array, concurrency?: number) {
  const events: ImportEvent[] = [];
  async function* source(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(typeof file === 'string' ? new TextEncoder().encode(file) : file);
  }
  const report = await importOpenRepair({
    relay: scene.relay,
    shop,
    source: source(),
    tell: (event) => void events.push(event),
    ...(concurrency === undefined ? {} : { concurrency }),
  });
  const bad = events.flatMap((event) => (event.type === 'bad' ? [describeBadRow(event)] : []));
  return { report, events, bad };
}

const named = (kind: string, id: string) => ({ shop, kind: kind as KindName, id: id as EntityId });

/** The longest text that a field takes, by its declaration. */
const longest = (kind: string, name: string): number => {
  const found = kinds.get(kind)?.fields.get(name);
  if (found?.policy === 'text') return found.max;
  return found && 'scalar' in found && found.scalar.type === 'string' ? found.scalar.max : 0;
};

async function* brokenOff(): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(new TextEncoder().encode(`${header}\n${row({})}\n`));
  throw new Error('the disk was pulled out');
}

describe('IMPORT-1: what a row becomes', () => {
  test('IMPORT-1: a device, an order and a ticket that belong together, and the group as their client', async () => {
    const scene = recordsScene();
    const { report } = await read(
      scene,
      `${header}\n${row({ id: 'rc_7', problem: 'Leaks "everywhere"' })}\n`,
    );
    expect(report).toEqual({ rows: 1, imported: 1, unchanged: 0, bad: 0, records: 4 });

    const order = scene.row(named('order', 'ords-rc_7'));
    const client = order?.fields['client'];
    if (typeof client !== 'string') throw new Error('the order has no client');
    expect(order?.fields).toMatchObject({
      number: 'OR-rc_7',
      status: 'collected_despatched',
      location: 'Penarth',
    });
    expect(scene.row(named('client', client))?.fields).toMatchObject({
      name: 'Penarth',
      company: 'Repair Cafe',
    });
    expect(scene.row(named('device', 'ords-rc_7'))?.fields).toMatchObject({
      order: 'ords-rc_7',
      type: 'Iron',
      brand: 'Philips',
      status: 'collected',
      received: Date.UTC(2024, 2, 16, 12),
    });
    expect(scene.text(named('device', 'ords-rc_7'), 'issue')).toBe('Leaks "everywhere"');
    expect(scene.text(named('device', 'ords-rc_7'), 'resolution')).toBe('Fixed on 2024-03-16.');
    expect(scene.text(named('device', 'ords-rc_7'), 'notes')).toContain('Made in 2012. Age in years: 12.');
    expect(scene.row(named('ticket', 'ords-rc_7'))?.fields).toMatchObject({
      subject: 'Philips Iron: Leaks "everywhere"',
      order: 'ords-rc_7',
      client,
      status: 'closed',
    });
  });

  test.each([
    ['Fixed', '', 'collected', 'collected_despatched', 'Fixed on 2024-03-16.'],
    ['Repairable', '', 'ready_to_repair', 'in_progress', 'Could be repaired, but was not on 2024-03-16.'],
    [
      'End of life',
      'Item too worn out',
      'rejection_ready',
      'awaiting_collection',
      'End of life: Item too worn out.',
    ],
    ['Unknown', '', 'diagnosing', 'in_progress', ''],
  ])('IMPORT-1: %s (%s) is %s in an order that is %s', async (status, barrier, device, order, resolution) => {
    const scene = recordsScene();
    await read(scene, `${header}\n${row({ status, barrier })}\n`);
    expect(scene.row(named('device', 'ords-x_1'))?.fields['status']).toBe(device);
    expect(scene.row(named('order', 'ords-x_1'))?.fields['status']).toBe(order);
    expect(scene.text(named('device', 'ords-x_1'), 'resolution')).toBe(resolution);
  });

  test('IMPORT-1: one client for a group, however many of its rows are under way at once', async () => {
    const scene = recordsScene();
    const rows = Array.from({ length: 30 }, (_, at) =>
      row({ id: `x_${at}`, group: at % 2 ? 'Penarth' : 'Barry' }),
    );
    const { report } = await read(scene, [header, ...rows].join('\n'));
    expect(report).toMatchObject({ imported: 30, records: 92 });
    expect(scene.names().filter((name) => name.includes('/client/'))).toHaveLength(2);
  });

  test('IMPORT-1: an unknown brand, an empty group, a text with half an emoji at the cut, all are legal', async () => {
    const scene = recordsScene();
    const problem = `${'🔧'.repeat(100)}\nsecond line`;
    const { report } = await read(scene, `${header}\n${row({ brand: 'Unknown', group: '', problem })}\n`);
    expect(report).toMatchObject({ imported: 1, bad: 0 });
    expect(scene.row(named('device', 'ords-x_1'))?.fields['brand']).toBeNull();
    const subject = scene.row(named('ticket', 'ords-x_1'))?.fields['subject'];
    expect(subject).toSatisfy((text: unknown) => typeof text === 'string' && text.isWellFormed());
  });

  test('IMPORT-1: the longest texts that are let in are those that the fields take', () => {
    expect(textLimits.problem).toBeLessThanOrEqual(longest('device', 'issue'));
    expect(textLimits.brand).toBeLessThanOrEqual(longest('device', 'brand'));
    expect(textLimits.category).toBeLessThanOrEqual(longest('device', 'type'));
    expect(textLimits.group).toBeLessThanOrEqual(
      Math.min(longest('client', 'name'), longest('client', 'company')),
    );
    expect(textLimits.group).toBeLessThanOrEqual(longest('order', 'location'));
  });
});

describe('IMPORT-2: again', () => {
  test('IMPORT-2: the second time nothing is written, and what people changed since stays', async () => {
    const scene = recordsScene();
    const file = [
      header,
      ...Array.from({ length: 20 }, (_, at) => row({ id: `x_${at}`, status: 'Repairable' })),
    ].join('\r\n');
    await read(scene, file);
    scene.write(named('device', 'ords-x_3'), 'ben', 'status', 'repairing');
    const { updates } = scene.counts;
    const { report } = await read(scene, file);
    expect(report).toEqual({ rows: 20, imported: 0, unchanged: 20, bad: 0, records: 0 });
    expect(scene.counts.updates).toBe(updates);
    expect(scene.row(named('device', 'ords-x_3'))?.fields['status']).toBe('repairing');
  });

  test('IMPORT-2: an import that was cut short goes on where it stopped, also inside of a row', async () => {
    const scene = recordsScene();
    const file = [header, ...Array.from({ length: 20 }, (_, at) => row({ id: `x_${at}` }))].join('\n');
    let left = 31;
    scene.hold.before = () => (left-- > 0 ? Promise.resolve() : Promise.reject(new StoreUnavailable('full')));
    await expect(read(scene, file, 4)).rejects.toMatchObject({ failure: { kind: 'store-unavailable' } });
    expect(scene.names()).toHaveLength(31);
    scene.hold.before = () => Promise.resolve();
    expect((await read(scene, file)).report).toMatchObject({ rows: 20, bad: 0, records: 30 });
    expect(scene.names()).toHaveLength(61);
  });

  test('IMPORT-2: ids that are no names, or too long, still tell their rows apart', async () => {
    const scene = recordsScene();
    const ids = [
      'a b',
      'a-b',
      'a/b',
      '../../x',
      '__proto__',
      `a${'b'.repeat(150)}`,
      `a${'b'.repeat(149)}c`,
      'é',
    ];
    const { report } = await read(scene, [header, ...ids.map((id) => row({ id }))].join('\n'));
    expect(report).toMatchObject({ imported: ids.length, bad: 0, records: ids.length * 3 + 1 });
  });
});

describe('IMPORT-3: bad rows', () => {
  test('IMPORT-3: each is told with its line and reason, and the rest is imported', async () => {
    const scene = recordsScene();
    const file = Buffer.concat([
      Buffer.from(`\uFEFF${header}\r\n${row({ id: 'ok_1' })}\r\n`),
      Buffer.from(
        [
          row({ id: '' }),
          row({ id: 'ok_1' }),
          row({ id: 'd_1', date: '2024-02-30' }),
          row({ id: 'd_2', date: '16/03/2024' }),
          row({ id: 'd_3', date: '' }),
          row({ id: 's_1', status: 'Mended' }),
          row({ id: 'l_1', problem: 'x'.repeat(10_001) }),
          row({ id: 'l_2', brand: 'x'.repeat(81) }),
          'too,few,columns',
          `${row({ id: 'c_1' })},more`,
          row({ id: 'q_1' }).replace('"12"', '"12'),
        ].join('\r\n'),
      ),
      Buffer.from('\r\nn_1,'),
      Buffer.from([0]),
      Buffer.from('\r\nu_1,'),
      Buffer.from([0xc3, 0x28]),
      Buffer.from(`\r\n\r\n${row({ id: 'ok_2' })}`),
    ]);
    const { report, bad } = await read(scene, file);
    expect(bad).toEqual([
      'line 3 has no id (id)',
      'line 4 has the id of an earlier line (id)',
      'line 5 has no date of the form 2025-07-31 (event_date)',
      'line 6 has no date of the form 2025-07-31 (event_date)',
      'line 7 has no date of the form 2025-07-31 (event_date)',
      'line 8 has a status other than Fixed, Repairable, End of life or Unknown (repair_status)',
      'line 9 has a text that is too long (problem)',
      'line 10 has a text that is too long (brand)',
      'line 11 has another number of columns than the first line',
      'line 12 has another number of columns than the first line',
      'line 13 has a quote that is not closed, or not where a quote may be',
      'line 14 has a NUL byte in it',
      'line 15 is not UTF-8',
    ]);
    expect(report).toEqual({ rows: 15, imported: 2, unchanged: 0, bad: 13, records: 7 });
  });

  test('IMPORT-5: a file without the columns of the standard is none, and nothing is written', async () => {
    for (const file of [
      '',
      '\n',
      'a,b,c\n1,2,3\n',
      '{"id": 1}\n',
      `${header.replace('problem', 'issue')}\n${row({})}`,
    ]) {
      const scene = recordsScene();
      const failed = await read(scene, file).catch((error: unknown) => error);
      expect(failed).toMatchObject({ failure: { kind: 'not-open-repair' } });
      expect(scene.counts.writes).toBe(0);
    }
    expect(describeFailure({ kind: 'not-open-repair', missing: ['problem'] })).toContain('problem');
  });

  test('IMPORT-5: columns may stand in any order, and more of them do no harm', async () => {
    const scene = recordsScene();
    const file =
      'problem,more,event_date,group_identifier,repair_status,brand,product_category,data_provider,id\n' +
      'Hums,x,2024-03-16,Penarth,Fixed,Sony,Radio,Cafe,r_1\n';
    expect((await read(scene, file)).report).toMatchObject({ imported: 1 });
    expect(scene.text(named('device', 'ords-r_1'), 'issue')).toBe('Hums');
  });

  test('IMPORT-5: a file that breaks off is said to, after what was read is written', async () => {
    const scene = recordsScene();
    const failed = importOpenRepair({ relay: scene.relay, shop, source: brokenOff(), tell: () => {} });
    await expect(failed).rejects.toMatchObject({ failure: { kind: 'unreadable' } });
    expect(scene.names()).toHaveLength(4);
  });

  test('IMPORT-5: rows under way at once are bounded', async () => {
    const scene = recordsScene();
    scene.hold.before = () => new Promise((resolve) => setImmediate(resolve));
    const rows = Array.from({ length: 200 }, (_, at) => row({ id: `x_${at}` }));
    await read(scene, [header, ...rows].join('\n'), 8);
    expect(scene.counts.mostUnderWay).toBeGreaterThan(8);
    expect(scene.counts.mostUnderWay).toBeLessThanOrEqual(24);
  });
});
