/** What every vault promises, run on each implementation. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { must } from '../../shared/lib/assert.ts';
import type { EntityKey, FileId } from '../../shared/lib/ids.ts';
import { storedRows, storedWeights } from './keeping/read-stored.ts';
import type { OutboxEntry, StoredRow, Vault, VaultItem, Weight } from './vault.ts';

const key = (id: string): EntityKey => `ticket/${id}` as EntityKey;

const row = (id: string, at: number, kind = 'ticket'): StoredRow => ({
  name: `${kind}/${id}` as EntityKey,
  kind,
  id,
  at,
  json: JSON.stringify({ id, at }),
});

function edit(text: string, doc = new Y.Doc()): Uint8Array {
  let update: Uint8Array = new Uint8Array();
  doc.once('update', (bytes: Uint8Array) => {
    update = bytes;
  });
  doc.getText('text:notes').insert(0, text);
  return update;
}

const entry = (id: string, update = edit(id)): OutboxEntry => ({
  name: key(id),
  update,
  clients: [...Y.parseUpdateMeta(update).from.keys()],
  tab: 'tab',
  at: 1,
});

const item = (id: string, seq: number, chunks: readonly Uint8Array[], whole = true): VaultItem => ({
  name: key(id),
  seq,
  whole,
  chunks,
});

async function textOf(vault: Vault, id: string): Promise<string> {
  const record = await vault.record(key(id));
  const doc = new Y.Doc();
  for (const piece of [...(record?.chunks ?? []), ...(record?.own ?? [])]) Y.applyUpdate(doc, piece);
  return doc.getText('text:notes').toJSON();
}

/** Rows with a line of their own, and in bundles. */
async function allRows(vault: Vault, kind: string): Promise<readonly StoredRow[]> {
  const found: StoredRow[] = [];
  for await (const rows of storedRows(vault, kind)) found.push(...rows);
  return found;
}

/** What all records take up, by name. */
async function allWeights(vault: Vault): Promise<ReadonlyMap<EntityKey, Weight>> {
  const found: Weight[] = [];
  for await (const weights of storedWeights(vault.keeping)) found.push(...weights);
  expect(new Set(found.map(({ name }) => name)).size).toBe(found.length);
  return new Map(found.map((weight) => [weight.name, weight]));
}

/** A page so large that its records are stored together. */
const manyItems = (count: number, from = 1): readonly (VaultItem & { readonly row: StoredRow })[] =>
  Array.from({ length: count }, (_, at) => ({
    ...item(`n${from + at}`, from + at, [edit(`text ${from + at}`)]),
    row: row(`n${from + at}`, from + at),
  }));

/** Ids of edits that a vault has to keep. */
const added = async (vault: Vault, entries: readonly OutboxEntry[]): Promise<readonly number[]> =>
  (await vault.addToOutbox(entries)).map((id) => must(id, 'an id for each'));

export function vaultContract(name: string, open: () => Promise<Vault>): void {
  describe(`${name} keeps the vault's contract`, () => {
    it('ERASE-6: of erased records nothing is left and nothing comes back, whoever hands it in; others stay', async () => {
      const vault = await open();
      const page = { epoch: 'e', advance: { from: 0, to: 7 } };
      const fill = async (): Promise<void> => {
        await vault.applyPage({
          epoch: 'e',
          items: ['a', 'b'].map((id) => ({ ...item(id, 5, [edit(`Words of ${id}`)]), row: row(id, 1) })),
        });
        await vault.fold(key('a'), () => ({ state: edit('folded'), row: row('a', 2) }));
        await vault.saveRows([row('a', 3)]);
        await vault.want([key('a')]);
      };
      await vault.applyPage({ ...page, items: [] });
      await fill();
      const [taken = 0, left = 0] = await vault.addToOutbox([entry('a'), entry('b')]);
      const { id } = await vault.discards.discard({ name: key('a'), at: 1, entries: [entry('a')], ids: [] });
      await vault.keeping.pin(key('a'), true);
      await vault.erase({ names: [key('a')], files: ['f'.repeat(22) as FileId] });
      const isGone = async (): Promise<void> => {
        expect(await vault.record(key('a'))).toBeUndefined();
        expect((await vault.rows('ticket', undefined, 9)).map((each) => each.id)).toEqual(['b']);
        expect(await vault.wanted()).toEqual([]);
        expect(await vault.keeping.pins()).toEqual([]);
        expect((await vault.discards.all()).filter(({ entries }) => entries.length > 0)).toEqual([]);
      };
      await isGone();
      expect((await vault.outbox()).entries.map((each) => each.id)).toEqual([left]);
      expect(await vault.discards.restore(id)).toEqual([]);
      expect(await vault.erased()).toEqual({ names: [key('a')], files: ['f'.repeat(22)] });

      await fill();
      await vault.settle([{ id: taken, entry: entry('a') }]);
      await vault.discards.discard({ name: key('a'), at: 2, entries: [entry('a')], ids: [] });
      await isGone();
      // Nor an edit of a tab that had not heard, or out of a file.
      const [none, more] = await vault.addToOutbox([entry('a'), entry('b')]);
      expect(none).toBeNull();
      expect((await vault.outbox()).entries.map((each) => each.id)).toEqual([left, more]);
      expect(await textOf(vault, 'b')).toBe('Words of b');
      expect((await vault.meta()).cursor).toBe(7);
    });

    it('ERASE-6: of which records unsent edits went is told until somebody says that they know', async () => {
      const vault = await open();
      await vault.addToOutbox([entry('a'), entry('a'), entry('b')]);
      await vault.erase({ names: [key('a'), key('c')], files: ['f'.repeat(22) as FileId] });
      await vault.erase({ names: [key('a')], files: [] });
      expect((await vault.outbox()).entries.map(({ name }) => name)).toEqual([key('b')]);
      expect(await vault.lostToErasure()).toEqual([key('a')]);
      await vault.knowsOfLoss(key('a'));
      expect(await vault.lostToErasure()).toEqual([]);
      expect((await vault.erased()).names).toEqual([key('a'), key('c')]);
    });

    it('REPL-11: stores a page with its cursor, and skips what is not newer', async () => {
      const vault = await open();
      const page = { epoch: 'e', advance: { from: 0, to: 7 } };
      await vault.applyPage({ ...page, items: [item('a', 5, [edit('five')])] });
      expect(await vault.meta()).toMatchObject({ epoch: 'e', cursor: 7 });
      await vault.applyPage({ ...page, items: [item('a', 4, [edit('four')])] });
      expect(await textOf(vault, 'a')).toBe('five');
      await vault.applyPage({ ...page, items: [item('a', 9, [edit('nine')])] });
      expect(await textOf(vault, 'a')).toBe('nine');
      expect(await vault.record(key('b'))).toBeUndefined();
    });

    it('REPL-28: the cursor moves only from where it is, and begins again in another store of the relay', async () => {
      const vault = await open();
      const cursorAfter = async (epoch: string, from: number, to: number): Promise<unknown> => {
        await vault.applyPage({ epoch, items: [], advance: { from, to } });
        const { epoch: of, cursor } = await vault.meta();
        return { of, cursor };
      };
      expect(await cursorAfter('e', 40, 50)).toEqual({ of: '', cursor: 0 });
      expect(await cursorAfter('e', 0, 50)).toEqual({ of: 'e', cursor: 50 });
      expect(await cursorAfter('e', 40, 45)).toEqual({ of: 'e', cursor: 50 });
      expect(await cursorAfter('f', 50, 60)).toEqual({ of: 'e', cursor: 50 });
      expect(await cursorAfter('f', 0, 3)).toEqual({ of: 'f', cursor: 3 });
    });

    it('REPL-11: a large page of new records stores what is newer among those that are here already, too', async () => {
      const vault = await open();
      const paged = (id: string, seq: number, text: string): VaultItem & { readonly row: StoredRow } => ({
        ...item(id, seq, [edit(text)]),
        row: row(id, seq),
      });
      const before = [paged('older', 2, 'old'), paged('newer', 400, 'kept'), paged('pruned', 3, 'away')];
      await vault.applyPage({ epoch: 'e', items: before, advance: { from: 0, to: 400 } });
      await vault.keeping.prune([key('pruned')]);
      await vault.saveRows([row('lone', 1)]);
      const doc = new Y.Doc();
      const fresh = Array.from({ length: 200 }, (_, at) => paged(`new-${at}`, 100 + at, `text ${at}`));
      const items: readonly VaultItem[] = [
        ...fresh.slice(0, 130),
        paged('older', 350, 'new'),
        paged('newer', 351, 'late'),
        paged('pruned', 352, 'back'),
        paged('twice', 353, 'first'),
        { ...item('part', 354, [edit('part', doc)], false), row: row('part', 354) },
        paged('lone', 355, 'lone'),
        paged('twice', 356, 'second'),
        ...fresh.slice(130),
      ];
      const page = { epoch: 'e', items, advance: { from: 400, to: 500 } };
      expect(await vault.applyPage(page)).toEqual([key('part')]);
      const expected = {
        older: 'new',
        newer: 'kept',
        pruned: 'back',
        twice: 'second',
        part: 'part',
        lone: 'lone',
      };
      for (const [id, text] of Object.entries(expected)) expect(await textOf(vault, id)).toBe(text);
      for (const at of [0, 63, 64, 128, 199]) expect(await textOf(vault, `new-${at}`)).toBe(`text ${at}`);
      const rows = new Map((await allRows(vault, 'ticket')).map(({ id, at }) => [id, at]));
      expect(rows.size).toBe(206);
      const at = Object.keys(expected).map((id) => rows.get(id));
      expect(at).toEqual([350, 400, 352, 356, 354, 355]);
      expect(await vault.meta()).toMatchObject({ cursor: 500 });
      // Once more, as after a page that was stored without its answer being seen; a part claims nothing of the log.
      expect(await vault.applyPage(page)).toEqual([key('part')]);
      expect(await textOf(vault, 'newer')).toBe('kept');
    });

    it('REPL-37: of a record that came with many, everything works as of one that came alone', async () => {
      const vault = await open();
      const items = manyItems(300);
      await vault.applyPage({ epoch: 'e', items, advance: { from: 0, to: 300 } });
      const names = items.map(({ name }) => name).sort();
      expect((await allRows(vault, 'ticket')).map(({ name }) => name).sort()).toEqual(names);
      expect([...(await allWeights(vault)).keys()].sort()).toEqual(names);
      expect(await vault.rowKinds()).toEqual(['ticket']);
      expect(await vault.recordNames(key('n3'), 3)).toEqual([key('n30'), key('n300'), key('n31')]);
      expect(await textOf(vault, 'n7')).toBe('text 7');
      expect(await vault.record(key('n7'))).toMatchObject({ seq: 7, epoch: 'e', own: [] });
      expect(await vault.record(key('none'))).toBeUndefined();
      // A later part, alone and among many.
      const doc = new Y.Doc();
      for (const chunk of items[7]?.chunks ?? []) Y.applyUpdate(doc, chunk);
      const later = { ...item('n8', 301, [edit('and ', doc)], false), row: row('n8', 301) };
      expect(await vault.applyPage({ epoch: 'e', items: [later], advance: { from: 300, to: 301 } })).toEqual(
        [],
      );
      expect(await textOf(vault, 'n8')).toBe('and text 8');
      const newer = { ...item('n9', 302, [edit('other')]), row: row('n9', 302) };
      const more = [...manyItems(100, 400), newer, ...items];
      expect(await vault.applyPage({ epoch: 'e', items: more, advance: { from: 301, to: 500 } })).toEqual([]);
      expect([await textOf(vault, 'n8'), await textOf(vault, 'n9')]).toEqual(['and text 8', 'other']);
      const rows = new Map((await allRows(vault, 'ticket')).map(({ id, at }) => [id, at]));
      expect([rows.size, rows.get('n8'), rows.get('n9'), rows.get('n450')]).toEqual([400, 301, 302, 450]);
      // An edit of one's own, a fold, a row that was made anew, one that goes.
      await vault.settle([{ id: null, entry: entry('n10') }]);
      expect((await textOf(vault, 'n10')).includes('text 10')).toBe(true);
      expect(await vault.record(key('n10'))).toMatchObject({ seq: 10, own: [expect.anything()] });
      await vault.fold(key('n11'), (stored) => ({
        state: Y.mergeUpdates([...(stored?.chunks ?? []), edit('folded ')]),
        row: row('n11', 999),
      }));
      expect((await textOf(vault, 'n11')).includes('text 11')).toBe(true);
      await vault.saveRows([row('n12', 1000)]);
      await vault.removeRow(key('n13'));
      const after = new Map((await allRows(vault, 'ticket')).map(({ id, at }) => [id, at]));
      expect([after.size, after.get('n11'), after.get('n12'), after.get('n13')]).toEqual([
        399,
        999,
        1000,
        undefined,
      ]);
      expect(await textOf(vault, 'n13')).toBe('text 13');
      // The same once more from another store of the relay's: nothing is dropped.
      await vault.applyPage({ epoch: 'f', items: manyItems(100, 20), advance: { from: 0, to: 120 } });
      expect(await textOf(vault, 'n20')).toBe('text 20'.repeat(2));
      expect(await allWeights(vault).then(({ size }) => size)).toBe(400);
    });

    it('REPL-37: some of them are pruned, pinned, forgotten, put aside, erased and withheld, and the others stay', async () => {
      const vault = await open();
      await vault.applyPage({ epoch: 'e', items: manyItems(200), advance: { from: 0, to: 200 } });
      await vault.keeping.touch(key('n1'));
      expect((await vault.keeping.weights(undefined, 999)).at(-1)?.name).toBe(key('n1'));
      expect(await vault.keeping.prune([key('n2'), key('n3')])).toEqual([key('n2'), key('n3')]);
      expect(await vault.record(key('n2'))).toMatchObject({ pruned: true, chunks: [] });
      expect((await allWeights(vault)).get(key('n2'))?.bytes).toBe(0);
      expect(await vault.keeping.forget([key('n4')])).toEqual([key('n4')]);
      expect(await vault.record(key('n4'))).toBeUndefined();
      await vault.quarantine(key('n5'));
      expect([await vault.record(key('n5')), await vault.wanted()]).toEqual([undefined, [key('n5')]]);
      await vault.erase({ names: [key('n6')], files: [] });
      expect(await vault.record(key('n6'))).toBeUndefined();
      const rows = (await allRows(vault, 'ticket')).map(({ id }) => id);
      expect([rows.length, rows.includes('n2'), rows.includes('n4'), rows.includes('n6')]).toEqual([
        198,
        true,
        false,
        false,
      ]);
      // Brought back by a page, unless it was erased.
      await vault.applyPage({ epoch: 'e', items: manyItems(200), advance: { from: 200, to: 201 } });
      expect([await textOf(vault, 'n2'), await textOf(vault, 'n4'), await textOf(vault, 'n6')]).toEqual([
        'text 2',
        'text 4',
        '',
      ]);
      for (const id of Array.from({ length: 150 }, (_, at) => `n${at + 40}`))
        await vault.keeping.touch(key(id));
      for (const id of ['n1', 'n10', 'n39', 'n40', 'n199'])
        expect(await textOf(vault, id)).toBe(`text ${id.slice(1)}`);
      await vault.withhold(['ticket']);
      expect([
        await vault.recordNames('', 9),
        await vault.rowKinds(),
        (await allWeights(vault)).size,
      ]).toEqual([[], [], 0]);
    });

    it('REPL-36: a row that is still to be made is told from one that is there, and stands in its place until it is', async () => {
      const vault = await open();
      await vault.applyPage({ epoch: 'e', items: [{ ...item('a', 1, [edit('a')]), row: row('a', 1) }] });
      await vault.applyPage({ epoch: 'e', items: [item('a', 2, [edit('b')]), item('b', 3, [edit('c')])] });
      const rows = await vault.rows('ticket', undefined, 9);
      expect(rows.map(({ id, json }) => [id, json])).toEqual([
        ['a', ''],
        ['b', ''],
      ]);
      await vault.saveRows([row('a', 2), row('b', 3)]);
      expect((await vault.rows('ticket', undefined, 9)).map(({ at }) => at)).toEqual([3, 2]);
      // Half of a record makes no row, and takes none away.
      const doc = new Y.Doc();
      edit('start ', doc);
      await vault.applyPage({ epoch: 'f', items: [item('a', 4, [edit('later ', doc)], false)] });
      expect((await vault.rows('ticket', undefined, 9)).map(({ at }) => at)).toEqual([3, 2]);
    });

    it('REPL-11: adds deltas to what is there, in order, however many', async () => {
      const vault = await open();
      const doc = new Y.Doc();
      for (let seq = 1; seq <= 120; seq++) {
        const chunks = [edit('x', doc)];
        await vault.applyPage({ epoch: 'e', items: [item('a', seq, chunks, seq === 1)] });
      }
      expect(await textOf(vault, 'a')).toBe('x'.repeat(120));
      expect((await vault.record(key('a')))?.chunks.length).toBeLessThan(60);
    });

    it('KEEP-2: a record is pruned but for its row, unless it is unsent, journaled or wanted whole', async () => {
      const vault = await open();
      const ids = ['gone', 'unsent', 'journaled', 'wanted'];
      const items = ids.map((id, at) => ({ ...item(id, at + 1, [edit(id)]), row: row(id, at) }));
      await vault.applyPage({ epoch: 'e', items, advance: { from: 0, to: 4 } });
      await vault.addToOutbox([entry('unsent')]);
      await vault.noteJournal(key('journaled'));
      await vault.want([key('wanted')]);
      expect(await vault.keeping.prune([...ids, 'unknown'].map((id) => key(id)))).toEqual([key('gone')]);
      for (const id of ids) expect(await textOf(vault, id)).toBe(id === 'gone' ? '' : id);
      expect(await vault.record(key('gone'))).toMatchObject({ pruned: true, seq: 0, chunks: [], own: [] });
      expect(await vault.rows('ticket', undefined, 9)).toHaveLength(4);
      const weights = await vault.keeping.weights(undefined, 9);
      expect(weights.filter(({ bytes }) => bytes === 0).map(({ name }) => name)).toEqual([key('gone')]);
      const [first] = await vault.keeping.weights(undefined, 1);
      expect(await vault.keeping.weights(first, 9)).toEqual(weights.slice(1));
    });

    it('KEEP-4: of a pruned record a later part brings the row alone, and all of it brings it back', async () => {
      const vault = await open();
      const doc = new Y.Doc();
      const first = { ...item('a', 1, [edit('start ', doc)]), row: row('a', 1) };
      await vault.applyPage({ epoch: 'e', items: [first], advance: { from: 0, to: 1 } });
      await vault.keeping.prune([key('a')]);
      const part = item('a', 2, [edit('later ', doc)], false);
      expect(await vault.applyPage({ epoch: 'e', items: [{ ...part, row: row('a', 2) }] })).toEqual([]);
      expect(await vault.record(key('a'))).toMatchObject({ pruned: true, chunks: [] });
      expect(await vault.rows('ticket', undefined, 9)).toMatchObject([{ at: 2 }]);
      // Its row cannot be told from a part.
      expect(await vault.applyPage({ epoch: 'e', items: [part] })).toEqual([key('a')]);
      // What this user wrote meanwhile does not make it whole, and neither does a fold of what was there.
      await vault.settle([{ id: null, entry: entry('a', edit('mine ', doc)) }]);
      await vault.fold(key('a'), (stored) => ({ state: Y.mergeUpdates([...(stored?.own ?? [])]) }));
      expect(await vault.record(key('a'))).toMatchObject({ pruned: true });
      await vault.fold(key('a'), () => ({ state: Y.encodeStateAsUpdate(doc), isWhole: true }));
      expect((await vault.record(key('a')))?.pruned).toBeUndefined();
      expect(await textOf(vault, 'a')).toBe('mine later start ');
      await vault.keeping.prune([key('a')]);
      await vault.applyPage({ epoch: 'e', items: [item('a', 3, [Y.encodeStateAsUpdate(doc)])] });
      expect((await vault.record(key('a')))?.pruned).toBeUndefined();
      expect(await textOf(vault, 'a')).toBe('mine later start ');
    });

    it('KEEP-1: who was opened last stands last, and pins stay until they are taken away', async () => {
      const vault = await open();
      const items = ['a', 'b', 'c'].map((id, at) => item(id, at + 1, [edit(id)]));
      await vault.applyPage({ epoch: 'e', items });
      await vault.keeping.touch(key('a'));
      expect((await vault.keeping.weights(undefined, 9)).at(-1)?.name).toBe(key('a'));
      await vault.keeping.pin(key('b'), true);
      await vault.keeping.pin(key('c'), true);
      await vault.keeping.pin(key('c'), false);
      expect(await vault.keeping.pins()).toEqual([key('b')]);
      await vault.withhold(['ticket']);
      expect(await vault.keeping.weights(undefined, 9)).toEqual([]);
    });

    it('REPL-34: a part whose start is not here is kept and wanted whole, and never stands in the way of it', async () => {
      const vault = await open();
      const doc = new Y.Doc();
      edit('start ', doc);
      const later = edit('later ', doc);
      const part = item('a', 5, [later], false);
      expect(await vault.applyPage({ epoch: 'e', items: [part] })).toEqual([key('a')]);
      expect(await vault.wanted()).toEqual([key('a')]);
      expect(await vault.record(key('a'))).toMatchObject({ seq: 0, chunks: [later] });
      const whole = item('a', 5, [Y.encodeStateAsUpdate(doc)]);
      expect(await vault.applyPage({ epoch: 'e', items: [whole] })).toEqual([]);
      expect(await textOf(vault, 'a')).toBe('later start ');
      expect(await vault.record(key('a'))).toMatchObject({ seq: 5, epoch: 'e' });
      expect(await vault.applyPage({ epoch: 'e', items: [item('a', 6, [edit('6 ', doc)], false)] })).toEqual(
        [],
      );
      // Of another store of the relay nothing is here, so what was here is kept until everything is.
      expect(await vault.applyPage({ epoch: 'f', items: [item('a', 9, [later], false)] })).toEqual([
        key('a'),
      ]);
      expect(await vault.record(key('a'))).toMatchObject({ seq: 6, epoch: 'e' });
    });

    it('REPL-34: a record that was exchanged whole takes later parts again', async () => {
      const vault = await open();
      const doc = new Y.Doc();
      edit('start ', doc);
      await vault.applyPage({ epoch: 'e', items: [item('a', 5, [edit('part ', doc)], false)] });
      const state = Y.encodeStateAsUpdate(doc);
      await vault.fold(key('a'), () => ({ state, reached: { epoch: 'e', seq: 7 } }));
      expect(await vault.applyPage({ epoch: 'e', items: [item('a', 8, [edit('8 ', doc)], false)] })).toEqual(
        [],
      );
      expect(await textOf(vault, 'a')).toBe('8 part start ');
      await vault.fold(key('a'), () => ({ state, reached: { epoch: 'e', seq: 7 } }));
      expect(await vault.record(key('a'))).toMatchObject({ seq: 8 });
    });

    it('REPL-12: a whole state does not take back an acknowledged edit that it does not contain', async () => {
      const vault = await open();
      const doc = new Y.Doc();
      const first = edit('relay ', doc);
      await vault.applyPage({ epoch: 'e', items: [item('a', 1, [first])] });
      const mine = entry('a', edit('mine ', doc));
      const [id = null] = await vault.addToOutbox([mine]);
      await vault.settle([{ id, entry: mine }]);
      expect(await vault.outbox()).toEqual({ entries: [], unreadable: 0 });
      await vault.applyPage({ epoch: 'e', items: [item('a', 2, [first])] });
      expect(await textOf(vault, 'a')).toBe('mine relay ');
      await vault.applyPage({ epoch: 'e', items: [item('a', 3, [Y.encodeStateAsUpdate(doc)])] });
      expect((await vault.record(key('a')))?.own).toEqual([]);
    });

    it('REPL-6: a state of another store of the relay is added to what was there', async () => {
      const vault = await open();
      await vault.applyPage({ epoch: 'old', items: [item('a', 50, [edit('old ')])] });
      await vault.applyPage({ epoch: 'new', items: [item('a', 2, [edit('new ')])] });
      expect((await textOf(vault, 'a')).split(' ').sort()).toEqual(['', 'new', 'old']);
    });

    it('PEND-2: keeps the outbox in the order of writing and forgets what was settled', async () => {
      const vault = await open();
      const ids = await added(vault, [entry('a'), entry('b')]);
      const [third = 0] = await added(vault, [entry('c')]);
      const { entries: stored } = await vault.outbox();
      expect(stored.map(({ name: of }) => of)).toEqual([key('a'), key('b'), key('c')]);
      expect(stored.map(({ id }) => id)).toEqual([...ids, third]);
      await vault.settle([
        { id: ids[1] ?? null, entry: entry('b') },
        { id: null, entry: entry('d') },
      ]);
      expect((await vault.outbox()).entries.map(({ name: of }) => of)).toEqual([key('a'), key('c')]);
      expect(await textOf(vault, 'd')).toBe('d');
    });

    it('PEND-8: edits that no document takes in are put aside and counted', async () => {
      const vault = await open();
      const [id = 0] = await added(vault, [entry('a'), entry('b')]);
      await vault.setAside([id]);
      const { entries, unreadable } = await vault.outbox();
      expect([entries.map(({ name: of }) => of), unreadable]).toEqual([[key('b')], 1]);
    });

    it('QUEUE-7: notes which edits once left the device', async () => {
      const vault = await open();
      const [first = 0] = await added(vault, [entry('a'), entry('a')]);
      await vault.markSent([first, 99]);
      expect((await vault.outbox()).entries.map(({ sent }) => sent)).toEqual([true, false]);
    });

    it('QUEUE-6: takes edits back, and the record is what the relay is known to have', async () => {
      const vault = await open();
      const [theirs, mine] = [new Y.Doc(), new Y.Doc()];
      await vault.applyPage({ epoch: 'e', items: [item('a', 3, [edit('relay ', theirs)])] });
      Y.applyUpdate(mine, Y.encodeStateAsUpdate(theirs));
      const acknowledged = entry('a', edit('acknowledged ', mine));
      const unsent = entry('a', edit('unsent ', mine));
      const ids = await added(vault, [acknowledged, unsent]);
      const state = Y.encodeStateAsUpdate(mine);
      await vault.fold(key('a'), (stored) => ({ state, base: [...(stored?.chunks ?? [])] }));
      await vault.settle([{ id: ids[0] ?? null, entry: acknowledged }]);
      await vault.applyPage({ epoch: 'e', items: [item('a', 5, [edit('later ', theirs)], false)] });
      const words = ['', 'acknowledged', 'later', 'relay', 'unsent'];
      expect((await textOf(vault, 'a')).split(' ').sort()).toEqual(words);
      const gone = { name: key('a'), at: 7, entries: [unsent], ids: [ids[1] ?? 0] };
      expect(await vault.discards.discard(gone)).toMatchObject({ isWhole: true });
      expect((await textOf(vault, 'a')).split(' ').sort()).toEqual(['', 'acknowledged', 'later', 'relay']);
      expect(await vault.record(key('a'))).toMatchObject({ seq: 5, epoch: 'e', own: [] });
      expect((await vault.outbox()).entries).toEqual([]);
    });

    it('QUEUE-6: a whole state from the relay needs no base any more', async () => {
      const vault = await open();
      const doc = new Y.Doc();
      const relay = edit('relay ', doc);
      await vault.applyPage({ epoch: 'e', items: [item('a', 3, [relay])] });
      const mine = entry('a', edit('mine ', doc));
      const ids = await added(vault, [mine]);
      await vault.fold(key('a'), () => ({ state: Y.encodeStateAsUpdate(doc), base: [relay] }));
      await vault.applyPage({ epoch: 'e', items: [item('a', 5, [relay])] });
      expect((await vault.record(key('a')))?.base).toBeUndefined();
      await vault.discards.discard({ name: key('a'), at: 7, entries: [mine], ids });
      expect(await textOf(vault, 'a')).toBe('relay ');
    });

    it('QUEUE-6: a record of which nothing is left is gone; one that cannot be told from the edits is wanted whole', async () => {
      const vault = await open();
      const mine = entry('a');
      const ids = await added(vault, [mine]);
      await vault.discards.discard({ name: key('a'), at: 7, entries: [mine], ids });
      expect([await vault.record(key('a')), await vault.wanted()]).toEqual([undefined, []]);
      const mixed = entry('b');
      await vault.fold(key('b'), () => ({ state: mixed.update }));
      const gone = { name: key('b'), at: 7, entries: [mixed], ids: [] };
      expect(await vault.discards.discard(gone)).toMatchObject({ isWhole: false });
      expect([await vault.record(key('b')), await vault.wanted()]).toEqual([undefined, [key('b')]]);
    });

    it('QUEUE-7: what the relay says of the record takes its place', async () => {
      const vault = await open();
      const doc = new Y.Doc();
      const state = edit('relay ', doc);
      const mine = entry('a', edit('mine ', doc));
      const ids = await added(vault, [mine]);
      await vault.fold(key('a'), () => ({ state: Y.encodeStateAsUpdate(doc) }));
      const relay = { state, reached: { epoch: 'e', seq: 9 } };
      await vault.discards.discard({ name: key('a'), at: 7, entries: [mine], ids, relay });
      expect(await textOf(vault, 'a')).toBe('relay ');
      expect(await vault.record(key('a'))).toMatchObject({ seq: 9, epoch: 'e' });
    });

    it('PEND-11: others take the place of unsent edits once, and none where one of them is gone already', async () => {
      const vault = await open();
      const doc = new Y.Doc();
      const state = edit('relay ', doc);
      const [first, second] = [entry('a', edit('one ', doc)), entry('a', edit('two ', doc))];
      const ids = await added(vault, [first, second]);
      await vault.fold(key('a'), () => ({ state: Y.encodeStateAsUpdate(doc) }));
      const relay = { state, reached: { epoch: 'e', seq: 9 } };
      const again = entry('a', edit('again ', new Y.Doc()));
      const exchange = { name: key('a'), at: 7, ids, instead: [again], relay };
      const done = await vault.discards.exchange(exchange);
      expect(done).toMatchObject({ added: [{ name: key('a'), sent: false }] });
      expect(await textOf(vault, 'a')).toBe('relay ');
      const { entries } = await vault.outbox();
      expect(entries.map(({ id, update }) => [id, update])).toEqual([[done?.added[0]?.id, again.update]]);
      expect(await vault.discards.generation(key('a'))).toBe(done?.id);
      expect(await vault.discards.all()).toEqual([]);
      expect(await vault.discards.exchange(exchange)).toBeUndefined();
      expect((await vault.outbox()).entries).toHaveLength(1);
      expect(await vault.discards.generation(key('a'))).toBe(done?.id);
    });

    it('PEND-11: what was taken back is exchanged along with the rest, and nothing is where it was put back meanwhile', async () => {
      const vault = await open();
      const doc = new Y.Doc();
      const [first, second] = [entry('a', edit('one ', doc)), entry('a', edit('two ', doc))] as const;
      const [kept = 0, taken = 0] = await added(vault, [first, second]);
      const { id } = await vault.discards.discard({ name: key('a'), at: 7, entries: [second], ids: [taken] });
      const relay = { state: Y.encodeStateAsUpdate(new Y.Doc()), reached: { epoch: 'e', seq: 9 } };
      const other = new Y.Doc();
      const instead = [entry('a', edit('again ', other))];
      const aside = [{ id, name: key('a'), at: 7, entries: [entry('a', edit('later ', other))] }];
      const exchange = { name: key('a'), at: 8, instead, aside, relay };
      const done = await vault.discards.exchange({ ...exchange, ids: [kept] });
      expect(await vault.discards.all()).toMatchObject(aside);
      const back = await vault.discards.restore(id);
      expect(back.map(({ update }) => update)).toEqual(aside[0]?.entries.map(({ update }) => update));
      const ids = (done?.added ?? []).map((each) => each.id);
      expect(await vault.discards.exchange({ ...exchange, ids })).toBeUndefined();
      expect((await vault.outbox()).entries).toHaveLength(2);
    });

    it('QUEUE-8: keeps what was taken back until it is put back or let go, and a generation for ever', async () => {
      const vault = await open();
      expect(await vault.discards.generation(key('a'))).toBe('');
      const made = [entry('a', edit('one')), entry('a', edit('two'))] as const;
      const seen = new Set<string>(['']);
      for (const one of made) {
        const { id } = await vault.discards.discard({ name: key('a'), at: 7, entries: [one], ids: [] });
        seen.add(id);
        expect(await vault.discards.generation(key('a'))).toBe(id);
      }
      expect(seen.size).toBe(3);
      expect(await vault.discards.generation(key('b'))).toBe('');
      const [first, second] = await vault.discards.all();
      expect(first).toMatchObject({ name: key('a'), at: 7, entries: [made[0]] });
      await vault.discards.forget([first?.id ?? '']);
      expect(await vault.discards.restore(first?.id ?? '')).toEqual([]);
      const restored = await vault.discards.restore(second?.id ?? '');
      expect(restored).toMatchObject([{ ...made[1], sent: false }]);
      expect((await vault.outbox()).entries).toEqual(restored);
      expect(await vault.discards.all()).toEqual([]);
      expect(seen.has(await vault.discards.generation(key('a')))).toBe(true);
      expect(await vault.discards.generation(key('a'))).not.toBe('');
    });

    it('REPL-13: lists rows newest first, in pages, per kind', async () => {
      const vault = await open();
      const rows = [3, 1, 4, 1, 5, 9, 2, 6].map((at, index) => row(`r${index}`, at));
      await vault.saveRows([...rows, row('c1', 100, 'client')]);
      await vault.saveRows([row('r1', 7)]);
      const seen: string[] = [];
      for (let last: StoredRow | undefined; ;) {
        const page = await vault.rows('ticket', last, 3);
        seen.push(...page.map(({ id, at }) => `${id}@${at}`));
        last = page.at(-1);
        if (page.length < 3) break;
      }
      expect(seen).toEqual(['r5@9', 'r1@7', 'r7@6', 'r4@5', 'r2@4', 'r0@3', 'r6@2', 'r3@1']);
      expect(await vault.rowKinds()).toEqual(['client', 'ticket']);
      await vault.removeRow(key('r5'));
      expect((await vault.rows('ticket', undefined, 1)).map(({ id }) => id)).toEqual(['r1']);
    });

    it('READ-5: lets go of withheld kinds, and of nothing else, however their names begin', async () => {
      const vault = await open();
      const kinds = ['ticket', 'tick', 'tickets'];
      const names = kinds.map((kind) => `${kind}/a` as EntityKey);
      const items = names.map((of): VaultItem => ({ ...item('a', 1, [edit('x')]), name: of }));
      await vault.applyPage({ epoch: 'e', advance: { from: 0, to: 9 }, items });
      await vault.saveRows(kinds.map((kind) => row('a', 1, kind)));
      await vault.want(names);
      await vault.addToOutbox([entry('a')]);
      await vault.quarantine('ticket/q' as EntityKey);
      await vault.withhold(['ticket']);
      expect(await vault.recordNames('', 9)).toEqual(['tick/a', 'tickets/a']);
      expect(await vault.rowKinds()).toEqual(['tick', 'tickets']);
      expect([...(await vault.wanted())].sort()).toEqual(['tick/a', 'tickets/a']);
      expect((await vault.outbox()).entries.map(({ name: of }) => of)).toEqual([key('a')]);
      expect(await vault.meta()).toMatchObject({ withheld: ['ticket'], epoch: 'e', cursor: 9 });
    });

    it('READ-5: stores nothing of a withheld kind but unsent edits, whoever hands it in', async () => {
      const vault = await open();
      await vault.withhold(['ticket']);
      const [id = null] = await vault.addToOutbox([entry('a'), entry('b')]);
      await vault.applyPage({
        epoch: 'e',
        advance: { from: 0, to: 9 },
        items: [{ ...item('a', 1, [edit('x')]), row: row('a', 1) }],
      });
      await vault.fold(key('a'), () => ({ state: edit('x'), row: row('a', 1) }));
      await vault.saveRows([row('a', 1), row('c', 1, 'client')]);
      await vault.want([key('a')]);
      await vault.quarantine(key('a'));
      await vault.settle([{ id, entry: entry('a') }]);
      expect(await vault.recordNames('', 9)).toEqual([]);
      expect(await vault.rowKinds()).toEqual(['client']);
      expect(await vault.wanted()).toEqual([]);
      expect((await vault.outbox()).entries.map(({ name: of }) => of)).toEqual([key('b')]);
      expect((await vault.meta()).cursor).toBe(9);
    });

    it('PLACE-7: lets go of records that left, keeps unsent edits, and stores nothing of them before a page brings all of it', async () => {
      const vault = await open();
      const words = [edit('seen '), edit('mine ')] as const;
      const many = Array.from({ length: 70 }, (_, at) => item(`m${at}`, at + 10, [edit(`${at}`)]));
      await vault.applyPage({
        epoch: 'e',
        items: [item('a', 3, [words[0]]), item('b', 4, [words[0]]), ...many],
      });
      await vault.erase({ names: [key('b')], files: [] });
      const [id] = await added(vault, [entry('a', words[1])]);
      await vault.keeping.pin(key('a'), true);
      await vault.leave([key('a'), key('b'), key('m7')]);
      expect([await vault.record(key('a')), await vault.record(key('m7'))]).toEqual([undefined, undefined]);
      expect(await vault.record(key('m8'))).toBeDefined();
      expect((await vault.erased()).names).toEqual([key('b')]);
      expect(await vault.keeping.pins()).toEqual([]);
      expect((await vault.outbox()).entries.map(({ name }) => name)).toEqual([key('a')]);
      // What somebody goes on writing there is kept, and only that.
      expect(await added(vault, [entry('a', words[1])])).toHaveLength(1);
      await vault.fold(key('a'), () => ({ state: words[0] }));
      await vault.want([key('a')]);
      await vault.settle([{ id: id ?? null, entry: entry('a', words[1]) }]);
      await vault.applyPage({ epoch: 'e', items: [{ ...item('a', 90, [words[0]]), whole: false }] });
      expect([await vault.record(key('a')), await vault.wanted()]).toEqual([undefined, []]);
      await vault.applyPage({ epoch: 'e', items: [item('a', 91, [words[0]]), item('b', 92, [words[0]])] });
      expect(await vault.record(key('a'))).toMatchObject({ seq: 91 });
      expect(await vault.record(key('b'))).toBeUndefined();
    });

    it('READ-6: the cursor begins again when a kind is withheld no more, and only then', async () => {
      const vault = await open();
      await vault.applyPage({ epoch: 'e', advance: { from: 0, to: 9 }, items: [item('a', 1, [edit('x')])] });
      const cursorWith = async (...kinds: string[]): Promise<number> => {
        await vault.withhold(kinds);
        return (await vault.meta()).cursor;
      };
      expect(await cursorWith('pay')).toBe(9);
      expect(await cursorWith('pay')).toBe(9);
      expect(await cursorWith('pay', 'other')).toBe(9);
      expect(await cursorWith('pay')).toBe(0);
      expect(await vault.recordNames('', 9)).toEqual([key('a')]);
      // A page of before does not claim what was passed over.
      await vault.applyPage({ epoch: 'e', advance: { from: 9, to: 12 }, items: [] });
      expect((await vault.meta()).cursor).toBe(0);
    });

    it('REPL-10: folds a record by what is stored at that moment', async () => {
      const vault = await open();
      const doc = new Y.Doc();
      await vault.applyPage({ epoch: 'e', items: [item('a', 3, [edit('one ', doc)])] });
      await vault.fold(key('a'), (stored) => {
        for (const piece of stored?.chunks ?? []) Y.applyUpdate(doc, piece);
        doc.getText('text:notes').insert(0, 'folded ');
        return { state: Y.encodeStateAsUpdate(doc), row: row('a', 8) };
      });
      expect(await textOf(vault, 'a')).toBe('folded one ');
      expect(await vault.record(key('a'))).toMatchObject({ seq: 3, epoch: 'e', own: [] });
      expect(await vault.rows('ticket', undefined, 9)).toMatchObject([{ id: 'a', at: 8 }]);
    });

    it('NUMBER-4: numbers are taken from the lowest on, each once, also when all ask at the same time', async () => {
      const { numbers } = await open();
      expect(await numbers.take()).toBeUndefined();
      await numbers.add({ epoch: 'e', first: 60, last: 62 });
      await numbers.add({ epoch: 'e', first: 10, last: 13 });
      expect(await numbers.left('e')).toBe(7);
      expect(await numbers.take()).toBe(10);
      expect(await numbers.left('e')).toBe(6);
      const taken = await Promise.all(Array.from({ length: 8 }, () => numbers.take()));
      expect(new Set(taken)).toEqual(new Set([11, 12, 13, 60, 61, 62, undefined]));
      expect(taken.filter((n) => n === undefined)).toHaveLength(2);
      expect(await numbers.left('e')).toBe(0);
    });

    it('NUMBER-5: numbers of another store are let go of, when its own are counted and when it gives some', async () => {
      const { numbers } = await open();
      await numbers.add({ epoch: 'old', first: 10, last: 13 });
      expect(await numbers.left('new')).toBe(0);
      expect(await numbers.take()).toBeUndefined();
      await numbers.add({ epoch: 'old', first: 10, last: 13 });
      await numbers.add({ epoch: 'new', first: 12, last: 12 });
      expect(await numbers.take()).toBe(12);
      expect(await numbers.take()).toBeUndefined();
    });

    it('RESTORE-5: of a page of another store, records that it knows less of are wanted, and all of it is to be looked through', async () => {
      const vault = await open();
      const [doc, other] = [new Y.Doc(), new Y.Doc()];
      const early = edit('early ', doc);
      const late = edit('late ', doc);
      const gone: Uint8Array[] = [];
      const words = edit('words ', other);
      other.on('update', (update: Uint8Array) => void gone.push(update));
      other.getText('text:notes').delete(0, 2);
      const items = [item('a', 1, [early, late]), item('b', 2, [words, ...gone]), item('c', 3, [edit('c')])];
      await vault.applyPage({ epoch: 'e', items, advance: { from: 0, to: 3 } });
      expect(await vault.meta()).toMatchObject({ epoch: 'e', offers: false });
      const c = must(await vault.record(key('c')), 'a record').chunks;
      const older = [item('a', 1, [early]), item('b', 2, [words]), item('c', 3, c)];
      expect(await vault.applyPage({ epoch: 'f', items: older, advance: { from: 0, to: 2 } })).toEqual([
        key('a'),
        key('b'),
      ]);
      expect(await vault.wanted()).toEqual([key('a'), key('b')]);
      expect(await vault.meta()).toMatchObject({ epoch: 'f', offers: true });
      expect(await textOf(vault, 'a')).toBe('late early ');
      // The same store once more says nothing of the kind.
      await vault.saveMeta({ offers: false });
      expect(await vault.applyPage({ epoch: 'f', items: older, advance: { from: 2, to: 4 } })).toEqual([]);
      expect(await vault.meta()).toMatchObject({ cursor: 4, offers: false });
    });

    it('REPL-14: remembers journals, what is wanted, and names in order', async () => {
      const vault = await open();
      await vault.noteJournal(key('a'));
      await vault.noteJournal(key('b'));
      await vault.forgetJournal(key('a'));
      expect(await vault.journals()).toEqual([key('b')]);
      await vault.want([key('c'), key('d')]);
      await vault.unwant(key('c'));
      expect(await vault.wanted()).toEqual([key('d')]);
      await vault.applyPage({
        epoch: 'e',

        items: ['z', 'x', 'y'].map((id) => item(id, 1, [edit(id)])),
      });
      await vault.quarantine(key('x'));
      expect(await vault.recordNames('', 9)).toEqual([key('y'), key('z')]);
      expect(await vault.recordNames(key('y'), 9)).toEqual([key('z')]);
      expect(await vault.wanted()).toContain(key('x'));
    });
  });
}
