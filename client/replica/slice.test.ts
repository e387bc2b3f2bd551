/** Long work on a clock that goes on by one millisecond for each record that is worked on: whoever works asks it once for each. */
import { setImmediate as nextTask } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { EntityKey } from '../../shared/lib/ids.ts';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import type { Row } from '../../shared/document/types.ts';
import type { PageItem } from '../../shared/protocol/page.ts';
import { MemoryVault } from './memory-vault.ts';
import { Rows } from './rows.ts';
import { storedRow } from './rows/stored-row.ts';
import { Slice, type GiveTurn } from './slice.ts';
import { takePageWith } from './store-page.ts';

/** In milliseconds. */
const slice = 8;
/** A key or a frame waits no longer: the clock is also read where a slice begins. */
const longest = slice + 4;
const many = 300;

/** Notes how long each stretch of work took until others had their turn. */
class BusyTime extends ManualTime {
  readonly stretches: number[] = [];
  readonly urgencies = new Set<string>();
  /** Done by others, in their turn. */
  others: (turn: number) => void = () => undefined;
  #since = super.now();

  override now(): number {
    this.jump(super.now() + 1);
    return super.now();
  }

  readonly giveTurn: GiveTurn = async (urgency) => {
    this.urgencies.add(urgency);
    this.stretches.push(super.now() - this.#since);
    // A task of its own: whatever was promised before it is settled.
    await nextTask();
    this.others(this.stretches.length);
    this.#since = super.now();
  };
}

const nameOf = (at: number): EntityKey => `ticket/t${at}` as EntityKey;
const row = (at: number, subject = 'stored'): Row => ({
  kind: 'ticket',
  id: `t${at}`,
  at,
  deleted: false,
  review: [],
  fields: { subject },
});
const stored = Array.from({ length: many }, (_, at) => storedRow(nameOf(at), row(at)));
const edited = { name: nameOf(1), row: row(1, 'edited meanwhile') };
const subjectOf = (rows: Rows, at: number) =>
  rows.query({ kind: 'ticket', limit: many }).rows.find(({ id }) => id === `t${at}`)?.fields['subject'];

test('LIST-4: a slice is over after its milliseconds, begins anew after a turn, and ends when the clock is set back', async () => {
  const time = new ManualTime();
  let turns = 0;
  const one = new Slice(time, async () => void turns++, 'soon');
  time.jump(time.now() + slice - 1);
  expect(one.isOver).toBe(false);
  time.jump(time.now() + 1);
  expect(one.isOver).toBe(true);
  await one.turn();
  expect([one.isOver, turns]).toEqual([false, 1]);
  time.jump(time.now() - 60_000);
  expect(one.isOver).toBe(true);
  one.restart();
  expect(one.isOver).toBe(false);
  const idle = new Slice(time, async () => undefined, 'idle');
  time.jump(time.now() + slice / 2);
  // What nobody waits for holds up for half as long what comes from the network.
  expect([idle.isOver, one.isOver]).toEqual([true, false]);
});

test('LIST-4: rows are read in slices, and an edit between two of them is not covered by what they bring', async () => {
  const time = new BusyTime();
  const vault = new MemoryVault();
  await vault.saveRows(stored);
  const rows = new Rows(time, time.giveTurn);
  const listed: number[] = [];
  time.others = (turn) => {
    listed.push(rows.query({ kind: 'ticket', limit: many }).total);
    if (turn === 2) rows.put([edited]);
  };
  expect(await rows.load(vault)).toEqual([]);
  expect(Math.max(...time.stretches)).toBeLessThanOrEqual(longest);
  expect(time.stretches.length).toBeGreaterThanOrEqual(many / longest);
  // What is read is listed before the rest is.
  expect(new Set(listed).size).toBeGreaterThan(10);
  expect(rows.query({ kind: 'ticket', limit: many }).total).toBe(many);
  expect(subjectOf(rows, 1)).toBe('edited meanwhile');
  rows.stop();
});

test('LIST-4: the index of the search is made in slices, and finds an edit between two of them', async () => {
  const time = new BusyTime();
  const rows = new Rows(time, time.giveTurn);
  const found = (text: string): number => {
    const { groups } = rows.search({ text, limit: 1 });
    return groups[0]?.total ?? 0;
  };
  const seen: number[] = [];
  const atOnce: number[] = [];
  const done = new Promise<void>((resolve) => {
    time.others = (turn) => {
      seen.push(found('stored'));
      if (turn === 3) {
        rows.put([edited]);
        atOnce.push(found('meanwhile'));
      }
      if (seen.at(-1) === many - 1) resolve();
    };
  });
  rows.put(stored.map(({ name }, at) => ({ name, row: row(at) })));
  expect(found('stored')).toBe(0);
  await done;
  expect(Math.max(...time.stretches)).toBeLessThanOrEqual(longest);
  expect(seen.slice(0, 8)).toEqual(seen.slice(0, 8).toSorted((a, b) => a - b));
  expect(new Set(seen).size).toBeGreaterThan(10);
  expect(atOnce).toEqual([1]);
  expect([found('meanwhile'), found('stored')]).toEqual([1, many - 1]);
  rows.stop();
});

test('LIST-4: a page is taken in in slices, and a record that is edited between two of them stays as it was edited', async () => {
  const time = new BusyTime();
  const vault = new MemoryVault();
  const rows = new Rows(new ManualTime());
  const unsent = new Set<EntityKey>();
  const take = takePageWith({
    vault,
    rows,
    time,
    giveTurn: time.giveTurn,
    fingerprint: 'same',
    unsent: (name) => (unsent.has(name) ? [new Uint8Array([0, 0])] : []),
    openRow: () => undefined,
    wanted: () => undefined,
    tell: () => undefined,
    arrived: () => undefined,
  });
  const late = many - 1;
  time.others = (turn) => {
    if (turn !== 2) return;
    unsent.add(nameOf(late));
    rows.put([{ name: nameOf(late), row: row(late, 'edited meanwhile') }]);
  };
  const items = stored.map(({ kind, id, json }, at): PageItem => ({
    kind,
    id,
    seq: at + 1,
    whole: true,
    damaged: false,
    chunks: [new Uint8Array([0, 0])],
    row: json,
  }));
  await take({ items, schema: 'same' });
  expect(Math.max(...time.stretches)).toBeLessThanOrEqual(longest);
  expect(time.stretches.length).toBeGreaterThanOrEqual(many / longest);
  expect(time.urgencies).toEqual(new Set(['soon']));
  expect(rows.query({ kind: 'ticket', limit: many }).total).toBe(many);
  expect(subjectOf(rows, late)).toBe('edited meanwhile');
});
