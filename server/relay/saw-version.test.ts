/** Writes of who saw an older version, through the relay's own door, against a replica that was offline since then. */
import * as fc from 'fast-check';
import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { applyWrites, type FieldWrite } from '../../shared/document/apply-writes.ts';
import { openEntity } from '../../shared/document/open-entity.ts';
import { projectRow } from '../../shared/document/row.ts';
import { sawValues, type Saw } from '../../shared/document/saw.ts';
import { runs } from '../../shared/document/scene.ts';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import { must } from '../../shared/lib/assert.ts';
import { systemAuthors, type Author } from '../../shared/lib/ids.ts';
import { seededRandom } from '../../shared/lib/random.ts';
import { StampClock } from '../../shared/lib/stamp.ts';
import { device } from '../../shared/schema/device.ts';
import type { Role } from '../../shared/schema/field.ts';
import type { MemoryStore } from '../store/memory-store.ts';
import { foldDocument } from './fold-document.ts';
import { historyPage } from './record-history.ts';
import { sawVersion } from './saw-version.ts';
import { documentName, scene } from './testing/scene.ts';

const name = documentName('device/d1');

async function bench() {
  const setting = await scene();
  const { relay, store, time, settle } = setting;
  const write = async (
    author: string,
    writes: readonly FieldWrite[],
    { saw, role = 'manager' }: { readonly saw?: Saw | undefined; readonly role?: Role } = {},
  ) => {
    await time.advance(1_000);
    const done = relay.write(
      name,
      author as Author,
      (entity) => applyWrites(entity, writes, { writer: { author, role }, saw }),
      { role, late: saw !== undefined },
    );
    done.catch(() => undefined);
    await settle();
    return done;
  };
  const version = async (): Promise<number> => must(await store.load(name), 'a record').head;
  const saw = async (at: number) => must(await sawVersion(store, name, at), 'a version that can be told');
  return { ...setting, write, version, saw, row: async () => must(await relay.row(name), 'a row') };
}

const value = (field: string, to: string | number | null): FieldWrite => ({
  type: 'value',
  field,
  value: to,
});

const some: fc.Arbitrary<FieldWrite> = fc.oneof(
  fc.constantFrom('red', 'blue').map((to) => value('colour', to)),
  fc.constantFrom(100, 200, null).map((to) => value('price', to)),
  fc.constantFrom('S1', 'S2').map((to) => value('serial', to)),
  fc.record({
    type: fc.constant('elements' as const),
    field: fc.constant('accessories'),
    add: fc.subarray(['bag', 'charger']),
    remove: fc.subarray(['case', 'pen']),
  }),
);
const several = fc.uniqueArray(some, { minLength: 1, maxLength: 3, selector: ({ field }) => field });

describe('a write of somebody who saw an older version', () => {
  test('BASE-9: merges to what a replica would have that was offline since then, whatever was folded', async () => {
    await fc.assert(
      fc.asyncProperty(several, several, several, fc.boolean(), async (before, theirs, own, folds) => {
        const { write, version, saw, row, stored, store, time } = await bench();
        await write('ben', [{ type: 'elements', field: 'accessories', add: ['case'], remove: [] }]);
        await write('ben', before);
        const seen = await version();
        const offline = await stored('device/d1');
        await write('cai', theirs);
        if (folds) await fold(store);
        const hub = await stored('device/d1');
        const entity = openEntity({
          doc: offline,
          kind: device,
          author: 'ana',
          clock: new StampClock(new ManualTime(time.now() + 1_000)),
          random: seededRandom(1),
        });
        applyWrites(entity, own, { writer: { author: 'ana', role: 'manager' } });
        Y.applyUpdate(hub, Y.encodeStateAsUpdate(offline));
        await write('ana', own, { saw: (await saw(seen)).saw });
        const { at: _, version: ___, ...merged } = await row();
        const { at: __, ...expected } = projectRow(device, 'd1', hub);
        expect(merged).toEqual(JSON.parse(JSON.stringify(expected)));
      }),
      { numRuns: runs(60) },
    );
  });

  test('BASE-9: of texts and sets it tells what stood then, to be taken into what stands now', async () => {
    const { write, version, saw, row, store } = await bench();
    await write('ben', [
      { type: 'words', field: 'notes', words: 'The screen is broken.' },
      { type: 'elements', field: 'accessories', add: ['case', 'pen'], remove: [] },
    ]);
    const seen = await version();
    await write('cai', [
      { type: 'text', field: 'notes', base: 'The screen is broken.', text: 'The left screen is broken.' },
      { type: 'elements', field: 'accessories', add: ['bag'], remove: ['pen'] },
    ]);
    await fold(store);
    const { past, moved, saw: ana } = await saw(seen);
    expect(past.fields['notes']).toBe('The screen is broken.');
    expect(past.fields['accessories']).toEqual(['case', 'pen']);
    expect([...moved].sort()).toEqual(['accessories', 'notes']);
    await write(
      'ana',
      [{ type: 'text', field: 'notes', base: 'The screen is broken.', text: 'The screen is cracked.' }],
      { saw: ana },
    );
    expect((await row()).fields['notes']).toBe('The left screen is cracked.');
  });

  test('BASE-9: of a text that somebody was writing just then it is told what stood as long as the log has it, and afterwards nothing', async () => {
    const { write, version, saw, store } = await bench();
    const typed = (base: string, to: string) => write('ben', [text('notes', base, to)]);
    await typed('', 'The screen');
    const cut = await version();
    await typed('The screen', 'The screen is broken');
    expect((await saw(cut)).past.fields['notes']).toBe('The screen');
    await fold(store);
    const { past } = await saw(cut);
    expect([past.fields['notes'], past.fields['colour']]).toEqual([null, null]);
    expect((await saw(await version())).past.fields['notes']).toBe('The screen is broken');
  });

  test('BASE-9, PUSH-4: what its writer wrote since then is in what they had, from the log and from the history', async () => {
    const { write, version, store, time } = await bench();
    await write('ben', [
      text('notes', '', 'The screen is broken.'),
      value('price', 100),
      value('grade', 'A'),
    ]);
    const seen = await version();
    await time.advance(3_600_000);
    await write('ana', [
      text('notes', 'The screen is broken.', 'The screen is broken. Wet.'),
      value('price', 120),
    ]);
    const mine = await version();
    await time.advance(3_600_000);
    await write('ben', [text('notes', 'The screen is', 'The left screen is'), value('grade', 'B')]);
    const told = async (own: ReadonlySet<number>) => {
      const { past, moved } = must(await sawVersion(store, name, seen, own), 'a version that can be told');
      const { notes, price, grade } = past.fields;
      return { notes, price, grade, moved: [...moved].sort() };
    };
    const joined = { notes: 'The screen is broken. Wet.', price: 120, grade: 'A', moved: ['grade', 'notes'] };
    expect(await told(new Set([mine]))).toEqual(joined);
    await fold(store);
    expect(await told(new Set([mine]))).toEqual(joined);
    // Of a text that they wrote twice in a breath nobody can tell afterwards what else was in it.
    await write('ana', [text('notes', 'broken. Wet.', 'broken. Wet. Dark.')]);
    const again = await version();
    await write('ana', [text('notes', 'Dark.', 'Dark. Cold.')]);
    await fold(store);
    expect(await told(new Set([mine, again, await version()]))).toMatchObject({ notes: null, price: 120 });
  });

  test('BASE-9: a version that never was, or whose history is gone, is told as unknown', async () => {
    const { write, version, store, time } = await bench();
    await write('ben', [value('colour', 'red')]);
    const first = await version();
    expect(await sawVersion(store, name, first + 2)).toBeUndefined();
    await write('ben', [value('colour', 'blue')]);
    await write('ben', [value('colour', 'green')]);
    expect(await sawVersion(store, name, first)).toBeDefined();
    await fold(store);
    expect(await sawVersion(store, name, first)).toBeDefined();
    await store.forgetHistory(time.now() + 1);
    expect(await sawVersion(store, name, first)).toBeUndefined();
    expect(await sawVersion(store, documentName('device/none'), 2)).toBeUndefined();
  });

  test('BASE-4: the relay takes a move from where its writer saw the record, beside where it is', async () => {
    const { write, version, saw, row } = await bench();
    await write('ben', [value('status', 'device_received')]);
    const seen = await version();
    for (const status of ['diagnosing', 'ready_to_quote']) await write('ben', [value('status', status)]);
    const tech = { role: 'technician' } as const;
    const { saw: ana } = await saw(seen);
    await expect(write('ana', [value('status', 'repairing')], { ...tech, saw: ana })).rejects.toMatchObject({
      reasons: [{ field: 'status', rule: 'workflow' }],
    });
    await write('ana', [value('status', 'diagnosing')], { ...tech, saw: ana });
    expect((await row()).review).toEqual(['status']);
  });

  test('BASE-8: all of a change is written or none, with every reason', async () => {
    const { write, row } = await bench();
    await write('ben', [value('colour', 'red')]);
    const refused = write(
      'eva',
      [
        value('colour', 'blue'),
        value('price', 100),
        value('grade', 'Z'),
        value('nothing', 1),
        { type: 'elements', field: 'notes', add: [], remove: [] },
        { type: 'words', field: 'diagnosis', words: 'x'.repeat(200_001) },
        { type: 'entry', field: 'parts', parts: { part: 'screen' } },
        value('parts', 1),
        value('type', 'Phone'),
        value('type', 'Tablet'),
      ],
      { role: 'technician' },
    );
    await expect(refused).rejects.toMatchObject({
      reasons: [
        { field: 'price', rule: 'role' },
        { field: 'grade', rule: 'schema', problem: 'not-listed' },
        { field: 'nothing', rule: 'unknown-field' },
        { field: 'notes', rule: 'schema', problem: 'wrong-type' },
        { field: 'diagnosis', rule: 'schema', problem: 'too-long' },
        { field: 'parts', rule: 'schema', problem: 'missing-part' },
        { field: 'parts', rule: 'append-only' },
        { field: 'type', rule: 'schema', problem: 'twice' },
      ],
    });
    expect((await row()).fields['colour']).toBe('red');
  });

  test('BASE-8: what reads so already is left alone, and writes no entry of the log', async () => {
    const { write, version } = await bench();
    const all: readonly FieldWrite[] = [
      value('colour', 'red'),
      { type: 'words', field: 'notes', words: 'one' },
      { type: 'elements', field: 'accessories', add: ['case'], remove: ['pen'] },
      { type: 'entry', field: 'parts', id: 'p1', parts: { part: 'screen', quantity: 1 } },
    ];
    expect(await write('ben', all)).toEqual(['colour', 'notes', 'accessories', 'parts']);
    const head = await version();
    const again = all.map((each) => (each.type === 'words' ? text('notes', '', 'one') : each));
    expect(await write('ben', again)).toEqual([]);
    expect(await version()).toBe(head);
  });

  test('BASE-8: the bridge writes through the same door, as a write that saw what both sides had agreed on', async () => {
    const { write, row, store } = await bench();
    await write('ben', [value('price', 100), value('serial', 'S1')]);
    await write('ben', [value('price', 150)]);
    const base = sawValues(
      new Map<string, string | number>([
        ['price', 100],
        ['serial', 'S1'],
      ]),
    );
    await write(systemAuthors.bridge, [value('price', 120), value('serial', 'S2')], { saw: base });
    const { review, fields } = await row();
    expect([review, fields['serial']]).toEqual([['price'], 'S2']);
    const { entries } = must(await historyPage(store, name, { limit: 1 }), 'a history');
    expect(entries[0]).toMatchObject({ author: '@bridge', through: 'bridge' });
  });
});

const text = (field: string, base: string, to: string): FieldWrite => ({
  type: 'text',
  field,
  base,
  text: to,
});

const fold = (store: MemoryStore) => foldDocument(store, name);
