/** Faults 25 and 26: what the disk changed or lost is noticed, put aside and told; the rest goes on. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bytes, documentNamed, entry, itemsOf, text } from './entries-scene.ts';
import type { Seq } from './store.ts';
import { temporaryStore, type TemporaryStore } from './temporary-store-scene.ts';

const order = documentNamed('order/a');
const other = documentNamed('order/b');

describe('a damaged store', () => {
  let scene: TemporaryStore;
  let seqs: readonly Seq[];

  beforeEach(async () => {
    scene = await temporaryStore();
    await scene.store.createShop(order.shop, 'Demo');
    seqs = await scene.store.append(
      ['1', '2', '3', '4'].map((update) => entry(order, update, { row: '{}' })),
    );
    await scene.store.append([entry(other, 'sound')]);
  });
  afterEach(() => scene.remove());

  const load = async () => {
    const document = await scene.store.load(order);
    return { updates: document?.updates.map(text), damage: document?.damage };
  };
  const pageItems = async (after = 0) =>
    itemsOf(await scene.store.page({ shop: order.shop, after, bytes: 1_000_000 }));
  const seq = (at: number): Seq => seqs[at] ?? -1;
  const fold = (state: string, upTo: Seq, replaces = 0) =>
    scene.store.compact(order, { state: bytes(state), upTo, replaces, row: '{}' });

  it('STORE-4: any bit that flips in an entry is found, and the rest is handed out', async () => {
    for (const [at, change] of [
      `bytes = x'33'`,
      `author = 'eve'`,
      'at = at + 1',
      'prev = prev - 2',
      'crc = crc + 1',
    ].entries()) {
      const name = documentNamed(`device/${at}`);
      const [, second = 0] = await scene.store.append(['1', '2', '3'].map((update) => entry(name, update)));
      scene.tamper(`UPDATE log SET ${change} WHERE seq = ?`, second);
      const document = await scene.store.load(name);
      expect(document?.updates.map(text), change).toEqual(['1', '3']);
      expect(document?.damage, change).toEqual([{ kind: 'checksum', what: 'log', seq: second }]);
    }
  });

  it('STORE-4: a damaged entry is moved aside and stays known, over a restart as well', async () => {
    scene.tamper(`UPDATE log SET bytes = x'00' WHERE seq = ?`, seq(1));
    const damage = [{ kind: 'checksum', what: 'log', seq: seq(1) }];
    expect(await load()).toEqual({ updates: ['1', '3', '4'], damage });
    expect(await load()).toEqual({ updates: ['1', '3', '4'], damage });
    await scene.reopen();
    expect(await load()).toEqual({ updates: ['1', '3', '4'], damage });
  });

  it('STORE-4: two entries that changed places are both found', async () => {
    scene.tamper('UPDATE log SET seq = 1000001 WHERE seq = ?', seq(1));
    scene.tamper('UPDATE log SET seq = ? WHERE seq = ?', seq(1), seq(2));
    scene.tamper('UPDATE log SET seq = ? WHERE seq = 1000001', seq(2));
    expect((await load()).damage).toEqual([
      { kind: 'checksum', what: 'log', seq: seq(1) },
      { kind: 'checksum', what: 'log', seq: seq(2) },
    ]);
  });

  it('STORE-16: an entry of the history that was damaged is not handed out, and is told as lost', async () => {
    for (const [at, change] of [
      `changes = '[3]'`,
      `author = 'eve'`,
      'at = at + 1',
      `through = 'rest'`,
      'version = version + 1',
      'crc = crc + 1',
    ].entries()) {
      const name = documentNamed(`client/${at}`);
      const [, second = 0] = await scene.store.append(
        ['1', '2', '3'].map((update) => entry(name, update, { changes: `["${update}"]` })),
      );
      scene.tamper(`UPDATE history SET ${change} WHERE version = ?`, second);
      const history = await scene.store.history({ name, limit: 10 });
      expect(
        history?.entries.map(({ changes }) => changes),
        change,
      ).toEqual(['["3"]', '["1"]']);
      expect(history, change).toMatchObject({ lost: 1, more: false, document: { damage: [] } });
    }
  });

  it('STORE-4: an entry that turns up in another document is not part of it', async () => {
    scene.tamper(`UPDATE log SET document = (SELECT n FROM documents WHERE id = 'b') WHERE seq = ?`, seq(3));
    expect((await scene.store.load(other))?.damage).toMatchObject([{ kind: 'checksum', seq: seq(3) }]);
    expect((await load()).damage).toEqual([{ kind: 'missing', what: 'log', seq: seq(3) }]);
  });

  it('STORE-4: a damaged snapshot is put aside and the entries after it are handed out', async () => {
    await fold('1+2', seq(1));
    scene.tamper(`UPDATE snapshots SET bytes = x'00'`);
    const damaged = { updates: ['3', '4'], damage: [{ kind: 'checksum', what: 'snapshot', seq: seq(1) }] };
    expect(await load()).toEqual(damaged);
    expect(await load()).toEqual(damaged);
    expect(await fold('1+2+3', seq(2), seq(1))).toBe('compacted');
    expect(await load()).toEqual({ updates: ['1+2+3', '4'], damage: [] });
  });

  it('STORE-5: an entry that vanished leaves a break in the chain', async () => {
    scene.tamper('DELETE FROM log WHERE seq = ?', seq(1));
    const damaged = { updates: ['1', '3', '4'], damage: [{ kind: 'missing', what: 'log', seq: seq(1) }] };
    expect(await load()).toEqual(damaged);
    expect(await load()).toEqual(damaged);
  });

  it('STORE-5: the first, the last, and all of them at once are missed, too', async () => {
    scene.tamper('DELETE FROM log WHERE seq IN (?, ?)', seq(0), seq(3));
    expect(await load()).toEqual({
      updates: ['2', '3'],
      damage: [
        { kind: 'missing', what: 'log', seq: seq(0) },
        { kind: 'missing', what: 'log', seq: seq(3) },
      ],
    });
    scene.tamper('DELETE FROM log');
    const document = await scene.store.load(other);
    expect(document).toMatchObject({ updates: [], damage: [{ kind: 'missing' }] });
  });

  it('STORE-5: a snapshot that vanished is missed', async () => {
    await fold('1+2+3+4', seq(3));
    scene.tamper('DELETE FROM snapshots');
    expect(await load()).toEqual({
      updates: [],
      damage: [{ kind: 'missing', what: 'snapshot', seq: seq(3) }],
    });
  });

  it('STORE-5: a page says which documents are damaged, with what is readable, never as a whole', async () => {
    scene.tamper(`UPDATE log SET bytes = x'00' WHERE seq = ?`, seq(1));
    for (const time of ['found', 'known']) {
      const items = await pageItems();
      expect(
        items.map((item) => item.chunks.map(text)),
        time,
      ).toEqual([['1', '3', '4'], ['sound']]);
      expect(items, time).toMatchObject([
        { id: 'a', damaged: true, whole: false, row: null },
        { id: 'b', damaged: false, whole: true },
      ]);
    }
    expect(await pageItems(seq(2))).toMatchObject([{ id: 'a', damaged: true }, { id: 'b' }]);
  });

  it('STORE-5: entries go on being appended to a damaged document', async () => {
    scene.tamper('DELETE FROM log WHERE seq = ?', seq(3));
    await scene.store.append([entry(order, '5')]);
    expect(await load()).toEqual({
      updates: ['1', '2', '3', '5'],
      damage: [{ kind: 'missing', what: 'log', seq: seq(3) }],
    });
  });

  it('STORE-5: compacting a healed state clears the mark up to its entry and not beyond', async () => {
    scene.tamper('DELETE FROM log WHERE seq = ?', seq(0));
    scene.tamper(`UPDATE log SET bytes = x'00' WHERE seq = ?`, seq(2));
    await load();
    expect(await fold('1+2', seq(1))).toBe('compacted');
    expect(await load()).toEqual({
      updates: ['1+2', '4'],
      damage: [{ kind: 'checksum', what: 'log', seq: seq(2) }],
    });
    expect(await pageItems()).toMatchObject([{ id: 'a', damaged: true }, { id: 'b' }]);
    expect(await fold('1+2+3+4', seq(3), seq(1))).toBe('compacted');
    expect(await load()).toEqual({ updates: ['1+2+3+4'], damage: [] });
    expect(await pageItems()).toMatchObject([{ id: 'a', damaged: false, whole: true }, { id: 'b' }]);
  });

  it('STORE-10: a damaged row is as good as none, and is replaced', async () => {
    scene.tamper(`UPDATE projected SET json = '{"forged":true}', seq = seq + 1000000`);
    expect(await scene.store.row(order)).toMatchObject({ id: 'a', row: null, stale: true });
    expect(await pageItems()).toMatchObject([{ id: 'a', row: null }, { id: 'b' }]);
    await scene.store.saveRow(order, '{"again":1}', seq(3));
    expect(await scene.store.row(order)).toMatchObject({ id: 'a', row: '{"again":1}', stale: false });
  });
});
