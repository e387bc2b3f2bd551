import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import { systemAuthors } from '../../shared/lib/ids.ts';
import { closeCodes } from '../../shared/protocol/codes.ts';
import { decodePageBody } from '../../shared/protocol/page-body.ts';
import type { Page } from '../../shared/protocol/messages.ts';
import { MemoryStore } from '../store/memory-store.ts';
import { documentName, scene, sceneWith } from './testing/scene.ts';

const fromStart = { epoch: '', cursor: 0, kinds: [] };

async function itemsOf({ body }: Page) {
  const decoded = await decodePageBody(body);
  if (decoded.type === 'malformed') return expect.unreachable();
  return decoded.items;
}

async function shopOf(records: number, limits = {}) {
  const setting = await scene(limits);
  for (let i = 0; i < records; i++) {
    const kind = i % 2 === 0 ? 'ticket' : 'client';
    const field = i % 2 === 0 ? 'subject' : 'name';
    await setting.relay.write(documentName(`${kind}/r${i}`), systemAuthors.import, (each) =>
      each.set(field, `${i}`),
    );
  }
  return setting;
}

test('CATCH-4: a request names a handful of kinds, each counted once', async () => {
  const { connect, settle } = await shopOf(4);
  const many = Array.from({ length: 17 }, (_, i) => `k${i}`);
  const ana = connect('ana', { epoch: '', cursor: 0, kinds: many });
  await settle();
  ana.send({ type: 'catch-up', cursor: 0, kinds: many });
  await settle();
  expect(ana.told('page')).toEqual([]);
  expect(ana.told('error').map(({ kind }) => kind)).toEqual(['bad-message', 'bad-message']);
  ana.send({ type: 'catch-up', cursor: 0, kinds: Array.from({ length: 1_000 }, () => 'client') });
  await settle();
  expect(ana.told('page')).toEqual([expect.objectContaining({ count: 2 })]);
});

describe('CATCH-1: a hello that follows is answered with welcome and a page', () => {
  test('CATCH-1: everything from the beginning, with rows', async () => {
    const { connect, settle } = await shopOf(4);
    const ana = connect('ana', fromStart);
    await settle();
    expect(ana.messages[0]?.type).toBe('welcome');
    const page = must(ana.told('page')[0], 'a page');
    expect(page).toMatchObject({ more: false, remaining: 4, count: 4 });
    const items = await itemsOf(page);
    expect(items.map(({ id }) => id)).toEqual(['r0', 'r1', 'r2', 'r3']);
    for (const { row, chunks } of items) {
      expect(row).not.toBeNull();
      const doc = new Y.Doc();
      for (const chunk of chunks) Y.applyUpdate(doc, chunk);
      expect(doc.getArray('registers').length).toBe(1);
    }
  });

  test('CATCH-1: when nothing changed, one page of nothing, and no document is touched', async () => {
    const { connect, settle, relay, time } = await shopOf(6);
    const ana = connect('ana', fromStart);
    await settle();
    const { cursor, epoch } = must(ana.told('page')[0], 'a page');
    ana.socket.cut();
    await settle();
    await time.advance(60_000);
    await settle();
    const again = connect('ana', { epoch, cursor, kinds: [] });
    await settle();
    expect(again.told('page')).toEqual([
      expect.objectContaining({ cursor, count: 0, remaining: 0, more: false }),
    ]);
    expect(again.frames.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(1_024);
    expect(relay.stats().rooms).toBe(0);
  });

  test('CATCH-1: pages are asked for one at a time, and a shop in pages is all of it', async () => {
    const { connect, settle } = await shopOf(9, { pageBytes: 600 });
    const ana = connect('ana', fromStart);
    await settle();
    expect(ana.told('page')).toHaveLength(1);
    const ids: string[] = [];
    for (let page = must(ana.told('page')[0], 'a page'); ; page = must(ana.told('page').at(-1), 'a page')) {
      for (const { id } of await itemsOf(page)) ids.push(id);
      if (!page.more) break;
      ana.send({ type: 'catch-up', cursor: page.cursor, kinds: [] });
      await settle();
    }
    expect(ana.told('page').length).toBeGreaterThan(2);
    expect(ids).toEqual(Array.from({ length: 9 }, (_, i) => `r${i}`));
  });

  test('CATCH-1: chosen kinds only', async () => {
    const { connect, settle } = await shopOf(4);
    const ana = connect('ana', { ...fromStart, kinds: ['client'] });
    await settle();
    expect((await itemsOf(must(ana.told('page')[0], 'a page'))).map(({ kind }) => kind)).toEqual([
      'client',
      'client',
    ]);
    ana.send({ type: 'catch-up', cursor: 0, kinds: ['No Kind'] });
    await settle();
    expect(ana.told('error')).toEqual([expect.objectContaining({ kind: 'bad-message' })]);
    expect(ana.socket.closed).toBeUndefined();
  });
});

describe('CATCH-2: a cursor of another store counts for nothing', () => {
  test('CATCH-2: after a restore the replica gets everything', async () => {
    const { connect, settle } = await shopOf(3);
    const ana = connect('ana', { epoch: 'before the restore', cursor: 4, kinds: [] });
    await settle();
    expect(ana.told('page')).toEqual([expect.objectContaining({ epoch: 'in-memory', count: 3 })]);
  });
});

describe('CATCH-3: changed is said once until the next page', () => {
  test('CATCH-3: once for many edits, again after catching up, and never to who does not follow', async () => {
    const { connect, settle, relay } = await shopOf(1);
    const ana = connect('ana', fromStart);
    const ben = connect('ben');
    await settle();
    const write = (subject: string) =>
      relay.write(documentName('ticket/r0'), systemAuthors.import, (each) => each.set('subject', subject));
    await write('a');
    await write('b');
    await settle();
    expect(ana.told('changed')).toHaveLength(1);
    ana.send({ type: 'catch-up', cursor: must(ana.told('page')[0], 'a page').cursor, kinds: [] });
    await settle();
    expect(ana.told('page').at(-1)).toMatchObject({ count: 1, more: false });
    expect(ana.told('changed')).toHaveLength(1);
    await write('c');
    await settle();
    expect(ana.told('changed')).toHaveLength(2);
    expect(ben.told('changed')).toEqual([]);
  });

  test('CATCH-3: what is stored while a page is read is not missed', async () => {
    class SlowPages extends MemoryStore {
      gate: Promise<void> | undefined;
      override async page(query: Parameters<MemoryStore['page']>[0]) {
        const page = await super.page(query);
        await this.gate;
        return page;
      }
    }
    const store = new SlowPages();
    const { connect, settle, relay } = await sceneWith({ store });
    const { promise, resolve } = Promise.withResolvers<void>();
    store.gate = promise;
    const ana = connect('ana', fromStart);
    await settle();
    await relay.write(documentName('ticket/r0'), systemAuthors.import, (each) => each.set('subject', 'late'));
    await settle();
    expect(ana.told('page')).toEqual([]);
    resolve();
    await settle();
    expect(ana.told('page')).toEqual([expect.objectContaining({ count: 0 })]);
    expect(ana.told('changed')).toHaveLength(1);
  });

  test('CATCH-3: not for kinds that are not followed', async () => {
    const { connect, settle, relay } = await shopOf(0);
    const ana = connect('ana', { ...fromStart, kinds: ['client'] });
    await settle();
    await relay.write(documentName('ticket/r0'), systemAuthors.import, (each) => each.set('subject', 'x'));
    await settle();
    expect(ana.told('changed')).toEqual([]);
    await relay.write(documentName('client/r1'), systemAuthors.import, (each) => each.set('name', 'x'));
    await settle();
    expect(ana.told('changed')).toHaveLength(1);
  });
});

describe('CATCH-4: a store that cannot be read is said', () => {
  test('CATCH-4: the socket closes and asks to come again', async () => {
    const { connect, settle, store } = await shopOf(1);
    const ana = connect('ana', fromStart);
    await settle();
    await store.close();
    ana.send({ type: 'catch-up', cursor: 0, kinds: [] });
    await settle();
    expect(ana.socket.closed?.code).toBe(closeCodes.storeUnavailable);
  });

  test('CATCH-4: more requests than one replica makes end it', async () => {
    const { connect, settle } = await shopOf(1);
    const ana = connect('ana', fromStart);
    await settle();
    for (let i = 0; i < 100; i++) ana.send({ type: 'catch-up', cursor: 0, kinds: [] });
    await settle();
    expect(ana.socket.closed?.code).toBe(closeCodes.overloaded);
  });
});
