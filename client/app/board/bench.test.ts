import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Row, RowValue } from '../../../shared/document/types.ts';
import { deviceStatuses } from '../../../shared/schema/device-status.ts';
import { addDays } from '../days.ts';
import { benchDevice, priorities, soonestFirst } from './bench-device.ts';
import { passes, readFilter } from './bench-filter.ts';
import { ColumnOrder } from './bench.ts';
import { stages } from './stages.ts';
import { wordsMatch } from './words-of.ts';

let made = 0;
function row(kind: string, fields: Record<string, RowValue>): Row {
  made++;
  return { kind, id: `${kind}${made}`, at: made, deleted: false, review: [], fields };
}
const device = (fields: Record<string, RowValue>) => benchDevice(row('device', fields));
const all = (): boolean => true;
const columnsOf = (...asked: Parameters<ColumnOrder['columnsOf']>) => new ColumnOrder().columnsOf(...asked);
const today = '2026-11-25';
const nowhere = (): null => null;
const filter = (query: string) => readFilter(new URLSearchParams(query), 'ben');

describe('columns', () => {
  test('BOARD-3: every status has its place on the board, and only one', () => {
    const placed = stages.flatMap(({ statuses }) => statuses);
    expect(placed.toSorted()).toEqual([...deviceStatuses].toSorted());
    expect(stages.filter(({ gone }) => gone).flatMap(({ statuses }) => statuses)).toEqual([
      'collected',
      'despatched',
    ]);
  });

  test('BOARD-3: nothing that is in the shop is left off: no status yet, one of a newer version, a wrong type', () => {
    const odd = [device({}), device({ status: 'teleported' }), device({ status: 7, readyBy: 'soon' })];
    const columns = columnsOf(odd, all);
    const names = columns.flatMap(({ stage, devices }) => devices.map(() => stage.name));
    expect(names).toEqual(['intake', 'intake', 'other']);
    expect(columnsOf([], all).map(({ stage }) => stage.name)).not.toContain('other');
  });

  test('BOARD-4: first what is most urgent, then what is promised soonest, then what waits longest', () => {
    const priority = fc.constantFrom(...priorities, null);
    const due = fc.option(fc.integer({ min: 0, max: 5 }).map((days) => addDays(today, days)));
    const one = fc.record({ priority, readyBy: due, received: fc.integer({ min: 0, max: 5 }) });
    const key = ({ priority: urgent, due: day, since }: ReturnType<typeof device>): string =>
      `${priorities.indexOf(urgent)} ${day ?? 'never'} ${since}`;
    fc.assert(
      fc.property(fc.array(one, { maxLength: 30 }), (many) => {
        const devices = many.map((fields) => device({ status: 'diagnosing', ...fields }));
        const column = columnsOf(devices, all).find(({ stage }) => stage.name === 'diagnosis');
        const keys = column?.devices.map(key) ?? [];
        expect(keys).toHaveLength(many.length);
        expect(keys).toEqual(keys.toSorted());
      }),
    );
    const [a, b] = [device({ readyBy: today }), device({})];
    expect(soonestFirst(a, b)).toBeLessThan(0);
  });

  test('BOARD-4: devices that come, go and change leave the others in their order', () => {
    const one = fc.record({
      priority: fc.constantFrom(...priorities),
      received: fc.integer({ min: 0, max: 5 }),
      status: fc.constantFrom('diagnosing', 'collected'),
    });
    const step = fc.record({
      come: fc.array(one, { maxLength: 5 }),
      go: fc.array(fc.nat(), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
        const kept = new ColumnOrder();
        let there: readonly ReturnType<typeof device>[] = [];
        for (const { come, go } of steps) {
          const gone = new Set(go.map((at) => there[at % Math.max(1, there.length)]));
          there = [...there.filter((each) => !gone.has(each)), ...come.map((fields) => device(fields))];
          expect(kept.columnsOf(there, all)).toEqual(columnsOf(there, all));
        }
      }),
    );
  });

  test('BOARD-4: what was handed out is shown last out first', () => {
    const [first, second] = [device({ status: 'collected' }), device({ status: 'despatched' })];
    const gone = columnsOf([first, second], all).find(({ stage }) => stage.gone);
    expect(gone?.devices).toEqual([second, first]);
  });
});

describe('filter', () => {
  test('BOARD-5: an address is read as far as it makes sense; the rest filters nothing', () => {
    const none = { engineer: undefined, location: undefined, due: undefined, priority: undefined };
    expect(filter('')).toEqual(none);
    expect(filter('due=whenever&priority=maybe&engineer=&location=')).toEqual(none);
    expect(filter('engineer=me&due=week&priority=urgent&location=Barry')).toEqual({
      engineer: 'ben',
      location: 'Barry',
      due: 'week',
      priority: 'urgent',
    });
  });

  test('BOARD-5: by engineer, by nobody, by priority, by place, all at once', () => {
    const mine = device({ engineer: 'ben', priority: 'urgent' });
    const free = device({ priority: 'urgent' });
    const shown = (query: string, place = nowhere as () => string | null): boolean[] =>
      [mine, free].map((each) => passes(filter(query), each, today, place));
    expect(shown('engineer=me')).toEqual([true, false]);
    expect(shown('engineer=none')).toEqual([false, true]);
    expect(shown('engineer=cai')).toEqual([false, false]);
    expect(shown('priority=urgent')).toEqual([true, true]);
    expect(shown('priority=normal')).toEqual([false, false]);
    expect(shown('location=Barry')).toEqual([false, false]);
    expect(shown('location=Barry&engineer=me', () => 'Barry')).toEqual([true, false]);
  });
});

test('BOARD-5: words are found in the device, its order and its client, in any of them and without accents', () => {
  const rows = [
    row('device', { brand: 'Apple', model: 'iPhone 12', imei: '490154203237518', notes: 'secret' }),
    row('order', { number: 'RM-10042' }),
    row('client', { name: 'Siân Évans', phone: '029 2018 0000' }),
  ];
  const found = (text: string): boolean | undefined => wordsMatch(text)?.([...rows, undefined]);
  expect(['iphone', 'SIAN', '10042 evans apple', '3237518'].map(found)).toEqual([true, true, true, true]);
  expect(['android', 'iphone jones', 'secret'].map(found)).toEqual([false, false, false]);
  expect(found('  ')).toBeUndefined();
});
