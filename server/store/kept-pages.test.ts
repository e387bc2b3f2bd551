/** That pages are kept for the next device, and that nobody is ever sent one that is not as the store is now. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import { pick, randomInt, seededRandom } from '../../shared/lib/random.ts';
import type { WriteCall } from './calls.ts';
import { commit } from './commit.ts';
import { Connection } from './connection.ts';
import { author, bytes, documentNamed, entry, itemsOf, kindNamed, shopNamed } from './entries-scene.ts';
import { KeptPages } from './kept-pages.ts';
import { PageReader } from './read-page.ts';
import { prepare } from './row-sums.ts';
import { temporaryStore } from './temporary-store-scene.ts';
import type { PageQuery } from './store.ts';

const demo = shopNamed('demo');
const row = (fields: object): string => JSON.stringify({ fields, review: [] });

/** What somebody gets who begins anew, page by page. */
async function pagesOf(from: PageReader, more: Partial<PageQuery> = {}) {
  const found = [];
  for (let [after, isMore] = [0, true]; isMore;) {
    const { page } = from.read({ shop: demo, after, bytes: 3_000, ...more });
    found.push({ ...page, items: await itemsOf(page) });
    [after, isMore] = [page.cursor, page.more];
  }
  return found;
}

async function scene() {
  const folder = await mkdtemp(path.join(tmpdir(), 'solder-store-'));
  const connection = new Connection({ file: path.join(folder, 'store'), mode: 'write', busyTimeout: 1_000 });
  prepare(connection);
  // Nothing here is about what a disk keeps.
  connection.exec('PRAGMA synchronous = OFF');
  const time = new ManualTime();
  const kept = new KeptPages(time);
  const reader = new PageReader(connection, kept);
  const write = (call: WriteCall): void =>
    expect(commit(connection, [call])).toEqual([expect.objectContaining({ result: 'done' })]);
  const create = (made: number): void => write({ do: 'create-shop', shop: demo, title: 'Demo', made });
  const append = (name: string, text: string, fields: object = {}): void =>
    write({ do: 'append', entries: [entry(documentNamed(name), text, { row: row(fields) })] });
  create(1);
  return {
    connection,
    time,
    kept,
    write,
    create,
    append,
    /** As the page reader has it that keeps pages. */
    shown: (more?: Partial<PageQuery>) => pagesOf(reader, more),
    /** As one has it that never saw the store before. */
    stored: (more?: Partial<PageQuery>) =>
      pagesOf(new PageReader(connection, new KeptPages(new ManualTime(), 0)), more),
    async [Symbol.asyncDispose]() {
      kept.clear();
      connection.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Twelve records in pages of three. */
async function filled() {
  const made = await scene();
  for (let i = 0; i < 12; i++) made.append(`order/${i}`, 'x'.repeat(900));
  return made;
}

it('STORE-90: who comes next is sent the page that was made before, for as long as devices come, and the last one is made anew', async () => {
  await using store = await filled();
  const first = await store.shown();
  expect(first.map(({ count }) => count)).toEqual([3, 3, 3, 3]);
  // What nobody looks at is not missed.
  store.connection.exec('UPDATE log SET bytes = zeroblob(900)');
  const second = await store.shown();
  expect(second.slice(0, 3)).toEqual(first.slice(0, 3));
  expect(second[3]?.items.every(({ damaged }) => damaged)).toBe(true);
  await store.time.advance(59_000);
  expect((await store.shown()).slice(0, 3)).toEqual(first.slice(0, 3));
  await store.time.advance(121_000);
  expect(store.kept.bytes).toBe(0);
  expect(store.time.waiting).toBe(0);
  expect((await store.shown()).flatMap(({ items }) => items).every(({ damaged }) => damaged)).toBe(true);
});

it('STORE-90: pages keep to a number of bytes together, and what is beyond it is read', async () => {
  await using store = await filled();
  const kept = new KeptPages(store.time, 200);
  const page = { cursor: 3, heads: new Map(), body: new Uint8Array(90) };
  for (const key of ['a', 'b', 'c', 'a']) kept.keep(key, page);
  expect([kept.bytes, kept.get('a'), kept.get('c')]).toEqual([180, page, undefined]);
  kept.clear();
  expect([kept.bytes, store.time.waiting]).toEqual([0, 0]);
});

it('STORE-90: one record that moved makes its own page anew; those behind it stay', async () => {
  await using store = await filled();
  const before = await store.shown();
  store.append('order/4', 'news');
  const after = await store.shown();
  expect(after).toMatchObject([{ count: 3 }, { count: 2 }, { count: 3 }, { count: 3 }, { count: 1 }]);
  expect(after.map(({ cursor }) => cursor).slice(0, 3)).toEqual(
    before.map(({ cursor }) => cursor).slice(0, 3),
  );
  expect(after.flatMap(({ items }) => items)).toEqual((await store.stored()).flatMap(({ items }) => items));
  // Most of a page went: it takes in some of what follows, so that pages do not become small.
  store.append('order/0', 'news');
  store.append('order/1', 'news');
  expect((await store.shown())[0]).toMatchObject({ count: 3 });
});

it('STORE-90: nothing of a shop is sent to one that was made anew under its name', async () => {
  await using store = await filled();
  await store.shown();
  store.write({ do: 'remove-shop', shop: demo });
  store.create(2);
  for (let i = 0; i < 12; i++) store.append(`order/${i}`, 'y'.repeat(900));
  expect(await store.shown()).toEqual(await store.stored());
});

it('STORE-90: no page stays in memory when something was erased or a shop was removed', async () => {
  const scene = await temporaryStore();
  try {
    const { store } = scene;
    const begin = async (): Promise<void> => {
      await store.createShop(demo, 'Demo');
      for (let i = 0; i < 6; i++)
        await store.append([entry(documentNamed(`order/${i}`), 'x'.repeat(900), { row: row({}) })]);
    };
    const isDamaged = async (): Promise<boolean | undefined> => {
      const page = await store.page({ shop: demo, after: 0, bytes: 1_000 });
      return (await itemsOf(page))[0]?.damaged;
    };
    await begin();
    expect(await isDamaged()).toBe(false);
    scene.tamper('UPDATE log SET bytes = zeroblob(9) WHERE document = 1');
    expect(await isDamaged()).toBe(false);
    const { kind, id } = documentNamed('order/5');
    const subject = { kind, id };
    await store.erase({ shop: demo, subject, by: 'ana', at: 1, names: [subject], kept: [], files: [] });
    expect(await isDamaged()).toBe(true);
    const other = shopNamed('other');
    await store.createShop(other, 'Other');
    await store.removeShop(demo);
    await begin();
    expect(await isDamaged()).toBe(false);
    scene.tamper('UPDATE log SET bytes = zeroblob(9)');
    await store.removeShop(other);
    expect(await isDamaged()).toBe(true);
  } finally {
    await scene.remove();
  }
});

it('STORE-90: whatever moves, goes elsewhere, is erased or found damaged, pages are as the store is', async () => {
  for (let seed = 1; seed <= Number(process.env['SOLDER_RUNS'] ?? 6); seed++) {
    await using store = await scene();
    const random = seededRandom(seed);
    const names = Array.from({ length: 14 }, (_, i) => `${pick(random, ['order', 'device', 'client'])}/${i}`);
    const erased = new Set<string>();
    const asked: Partial<PageQuery>[] = [
      {},
      { bytes: 1_500 },
      { without: [kindNamed('client')] },
      { kinds: [kindNamed('order'), kindNamed('client')] },
      { places: ['', '@ana', 'north'] },
    ];
    for (let turn = 0; turn < 40; turn++) {
      const name = pick(random, names);
      const deed = randomInt(random, 0, 10);
      if (erased.has(name)) continue;
      if (deed === 0) {
        erased.add(name);
        const { kind, id } = documentNamed(name);
        const subject = { kind, id };
        const erasure = { shop: demo, subject, by: 'ana', at: 1, names: [subject], kept: [], files: [] };
        store.write({ do: 'erase', erasure });
      } else if (deed === 1) {
        store.connection.run(
          'UPDATE log SET bytes = ? WHERE document = (SELECT min(document) FROM log)',
          bytes('?'),
        );
        for (const each of names)
          if (!erased.has(each)) store.write({ do: 'quarantine', name: documentNamed(each) });
      } else if (deed === 2) {
        const call = { name: documentNamed(name), text: 'no row' };
        store.write({ do: 'append', entries: [entry(call.name, call.text, { author: author('ben') })] });
      } else {
        store.append(name, 'x'.repeat(randomInt(random, 1, 900)), {
          location: pick(random, ['north', 'south']),
        });
      }
      const query = pick(random, asked);
      const [shown, stored] = [await store.shown(query), await store.stored(query)];
      const told = (all: typeof shown) => ({
        items: all.flatMap(({ items }) => items),
        gone: all.flatMap(({ gone }) => gone?.names ?? []).toSorted(),
        left: all.flatMap(({ left }) => left ?? []).toSorted(),
        cursor: all.at(-1)?.cursor,
      });
      expect(told(shown), `seed ${seed}, turn ${turn}, ${JSON.stringify(query)}`).toEqual(told(stored));
      expect(shown[0]?.remaining).toBe(stored[0]?.remaining);
    }
  }
});
