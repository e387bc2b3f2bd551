/** The part of a store's contract that is about where records are (section PLACE of docs/SPEC.md). Run by `storeContract`. */
import { describe, expect, it } from 'vitest';
import { parseFileId, type FileId } from '../../shared/lib/ids.ts';
import { must } from '../../shared/lib/assert.ts';
import { author, documentNamed, entry, itemsOf, kindNamed, shopNamed } from './entries-scene.ts';
import type { PageQuery, Store } from './store.ts';

const demo = shopNamed('demo');
const far = shopNamed('far');
const row = (fields: object, review: readonly string[] = []): string => JSON.stringify({ fields, review });

/** `store` gives an open store that has the empty shop `demo`. */
export function placesContract(store: () => Store): void {
  /** An entry that says so. */
  const write = (path: string, fields: object, by = 'ana') =>
    store().append([entry(documentNamed(path), path, { row: row(fields), author: author(by) })]);
  const place = (path: string) => store().place(documentNamed(path));
  const page = async (after: number, places?: readonly string[], more: Partial<PageQuery> = {}) => {
    const found = await store().page({
      shop: demo,
      after,
      bytes: 1_000_000,
      ...(places && { places }),
      ...more,
    });
    const items = await itemsOf(found);
    expect(items).toHaveLength(found.count);
    return { ...found, items, names: items.map(({ kind, id }) => `${kind}/${id}`) };
  };
  const north = ['', '@ben', 'north'];

  describe('places', () => {
    it('STORE-60: a record is where its row says, and goes with the one that it belongs to', async () => {
      await write('order/o', { location: 'north' });
      await write('device/d', { order: 'o', location: 'south' });
      await write('ticket/t', { order: 'o' });
      await write('ticket/alone', {});
      await write('appointment/a', { device: 'd' });
      await write('client/c', { location: 'north' });
      expect(await place('order/o')).toBe('north');
      expect([await place('device/d'), await place('ticket/t'), await place('appointment/a')]).toEqual([
        'north',
        'north',
        'north',
      ]);
      // Clients are the whole shop's, and so is what says nothing.
      expect([await place('client/c'), await place('ticket/alone'), await place('order/none')]).toEqual([
        '',
        '',
        undefined,
      ]);
      await write('order/o', { location: 'south' });
      expect([await place('device/d'), await place('ticket/t'), await place('appointment/a')]).toEqual([
        'south',
        'south',
        'south',
      ]);
      await write('device/d', { location: 'west' });
      expect([await place('device/d'), await place('appointment/a')]).toEqual(['west', 'west']);
    });

    it('STORE-60: what goes with a record that is not there is nobody’s but its author’s until that comes', async () => {
      await store().append([entry(documentNamed('order/early'), 'no row yet', { author: author('ana') })]);
      await write('device/d', { order: 'o' }, 'ben');
      expect([await place('order/early'), await place('device/d')]).toEqual(['@ana', '@ben']);
      expect((await page(0, ['', 'north'])).names).toEqual([]);
      expect((await page(0, north)).names).toEqual(['device/d']);
      await store().saveRow(documentNamed('order/early'), row({ location: 'north' }), 2);
      await write('order/o', {});
      expect([await place('order/early'), await place('device/d')]).toEqual(['north', '']);
    });

    it('STORE-61: pages, rows, questions and refused edits leave out what is elsewhere, and count as if it were not stored', async () => {
      await store().append([
        entry(documentNamed('order/n'), 'n', {
          row: row({ location: 'north' }, ['status']),
          refused: [refused('r-north')],
        }),
        entry(documentNamed('order/s'), 's', {
          row: row({ location: 'south' }, ['status']),
          refused: [refused('r-south')],
        }),
      ]);
      const found = await page(0, north);
      expect(found).toMatchObject({ names: ['order/n'], remaining: 1, more: false, cursor: 4 });
      expect((await page(0)).names).toEqual(['order/n', 'order/s']);
      const rows = { shop: demo, kind: kindNamed('order'), limit: 9 };
      expect((await store().rows({ ...rows, places: north })).map(({ id }) => id)).toEqual(['n']);
      expect(await store().rows(rows)).toHaveLength(2);
      const asking = await store().inReview({ shop: demo, without: [], places: north, limit: 9 });
      expect(asking.asking.map(({ id }) => id)).toEqual(['n']);
      const edits = await store().refused({ shop: demo, places: north, limit: 9 });
      expect(edits.map(({ id }) => id)).toEqual(['r-north']);
    });

    it('STORE-62: what left is named to who saw it there, once, and comes whole to who sees it now', async () => {
      await write('order/o', { location: 'north' });
      await write('device/d', { order: 'o' });
      await write('order/other', { location: 'south' });
      const { cursor } = await page(0, north);
      const before = await page(0, ['', 'south']);
      await write('order/o', { location: 'south' });
      const gone = await page(cursor, north);
      expect(gone).toMatchObject({ names: [], left: ['order/o', 'device/d'], remaining: 0 });
      expect((await page(gone.cursor, north)).left).toBeUndefined();
      // Of the device nothing was written, and it comes all the same, with all that was written before.
      const came = await page(before.cursor, ['', 'south']);
      expect(came.names).toEqual(['order/o', 'device/d']);
      expect(came.items.map(({ whole, chunks }) => [whole, chunks.length])).toEqual([
        [true, 2],
        [true, 1],
      ]);
      expect(came.left).toBeUndefined();
      // Who never saw it hears no name.
      expect((await page(0, ['', 'west'])).left).toBeUndefined();
      await write('order/o', { location: 'north' });
      expect((await page(gone.cursor, north)).names).toEqual(['order/o', 'device/d']);
      expect((await page(0, north)).left).toBeUndefined();
    });

    it('STORE-62: in small pages, too, each comes once and no place in the log is passed over', async () => {
      for (const id of ['a', 'b', 'c', 'd']) await write(`order/${id}`, { location: 'south' });
      const { cursor } = await page(0, north);
      for (const id of ['a', 'b', 'c', 'd']) await write(`device/${id}`, { order: id });
      for (const id of ['c', 'a']) await write(`order/${id}`, { location: 'north' });
      const names: string[] = [];
      let at = cursor;
      for (let more = true; more;) {
        const next = await page(at, north, { bytes: 1 });
        names.push(...next.names);
        expect(next.cursor).toBeGreaterThan(at);
        ({ cursor: at, more } = next);
      }
      expect(names).toEqual(['order/c', 'device/c', 'order/a', 'device/a']);
      expect(at).toBe(await store().head(demo));
    });

    it('STORE-62: what was erased is named to those only who saw it', async () => {
      await store().saveLocation(demo, { id: 'south', name: 'South Street' });
      await write('order/o', { location: 'south' });
      await write('client/c', {});
      await store().erase({
        shop: demo,
        subject: documentNamed('client/c'),
        by: author('ana'),
        at: 1,
        names: [documentNamed('client/c'), documentNamed('order/o')],
        kept: [],
        files: [],
      });
      expect((await page(0, north)).gone?.names).toEqual(['client/c']);
      expect((await page(0, ['', 'south'])).gone?.names).toEqual(['client/c', 'order/o']);
    });

    it('STORE-63: a shop has locations by id; one that a record or somebody is of stays', async () => {
      expect(await store().saveLocation(far, { id: 'north', name: 'North' })).toBe(false);
      await store().saveLocation(demo, { id: 'south', name: 'South Street' });
      await store().saveLocation(demo, { id: 'north', name: 'Nord' });
      await store().saveLocation(demo, { id: 'north', name: 'North End' });
      expect(await store().locations(demo)).toEqual([
        { id: 'north', name: 'North End' },
        { id: 'south', name: 'South Street' },
      ]);
      const ben = { shop: demo, id: author('ben'), name: 'Ben', role: 'technician' } as const;
      await store().saveUser({ ...ben, locations: ['north'] });
      expect(await store().user(demo, ben.id)).toEqual({ ...ben, locations: ['north'] });
      expect(await store().removeLocation(demo, 'north')).toBe('used');
      await store().saveUser(ben);
      expect(await store().users(demo)).toEqual([ben]);
      expect(await store().removeLocation(demo, 'north')).toBe('removed');
      expect(await store().removeLocation(demo, 'north')).toBe('unknown');
      await write('order/o', { location: 'south' });
      expect(await store().removeLocation(demo, 'south')).toBe('used');
      expect(await store().setApart(far, true)).toBe(false);
      await store().setApart(demo, true);
      expect(await store().shop(demo)).toEqual({ shop: 'demo', title: 'Demo', apart: true });
      await store().setApart(demo, false);
      expect(await store().shops()).toEqual([{ shop: 'demo', title: 'Demo' }]);
    });

    it('STORE-64: which places the records are in that show a file', async () => {
      const file: FileId = must(parseFileId('0'.repeat(22)), 'a legal id');
      await write('order/o', { location: 'north', signature: file });
      await write('device/d', { location: 'south', photosBefore: [file, 'other'], photosAfter: [] });
      expect([...(await store().filePlaces(demo, file))].sort()).toEqual(['north', 'south']);
      await write('device/d', { location: 'south', photosBefore: [] });
      expect(await store().filePlaces(demo, file)).toEqual(['north']);
      expect(await store().filePlaces(far, file)).toEqual([]);
    });
  });
}

const refused = (id: string) =>
  ({
    id,
    field: 'status',
    rule: 'role',
    value: '1',
    count: 1,
    author: author('ana'),
    role: 'view',
    through: 'app',
    at: 1,
  }) as const;
