/** What a program fetches of what moved, through the relay. */
import { describe, expect, test } from 'vitest';
import { day } from './sync-scene.ts';

describe('pull', () => {
  test('PULL-1: tells what moved since the cursor, each record once, deleted ones too', async () => {
    const { pullAll, make, edit, send } = await day();
    for (const id of ['d1', 'd2', 'd3']) await make({ colour: 'red' }, 'device', id);
    const all = await pullAll('ben');
    expect(all.records.map(({ id }) => id)).toEqual(['d1', 'd2', 'd3']);
    expect((await pullAll('ben', '', all.cursor)).records).toEqual([]);
    await edit('ana', 'device/d2', { colour: 'blue' });
    await edit('ana', 'device/d2', { grade: 'A' });
    await send('ana', 'DELETE', 'device/d1', undefined, { 'If-Match': '*' });
    const { records } = await pullAll('ben', '', all.cursor);
    expect(records).toMatchObject([
      { id: 'd2', fields: { colour: 'blue', grade: 'A' } },
      { id: 'd1', deleted: true },
    ]);
    const { body } = await send('ben', 'GET', 'device/d2');
    expect(records[0]).toEqual(body);
  });

  test('PULL-2: only of the kinds that are asked for and may be read, and a cursor is good for those', async () => {
    const { pull, pullAll, make, send } = await day();
    await make();
    await make({}, 'pay', 'p1');
    await make({ name: 'Kim' }, 'client', 'c1');
    expect((await pullAll('ben')).records.map(({ kind }) => kind)).toEqual(['device', 'client']);
    expect((await pullAll('ana')).records.map(({ kind }) => kind)).toEqual(['device', 'pay', 'client']);
    const some = await pull('ben', 'kinds=client');
    expect(some.records.map(({ kind }) => kind)).toEqual(['client']);
    expect((await send('ben', 'GET', '/api/sync/pull?kinds=pay')).status).toBe(404);
    for (const cursor of [some.cursor, 'x', 'other.2.aaaaaa']) {
      expect((await send('ben', 'GET', `/api/sync/pull?cursor=${cursor}`)).status).toBe(410);
    }
  });

  test('PULL-3: entries of ledgers come along when they are asked for', async () => {
    const { pull, make, send } = await day();
    await make({}, 'ticket', 't1');
    await send('ben', 'POST', 'ticket/t1/entries/messages', { id: 'm1', channel: 'note', body: 'Hello' });
    const { records } = await pull('ben', 'entries=true');
    expect(records[0]).toMatchObject({ entries: { messages: [{ id: 'm1', by: 'ben', body: 'Hello' }] } });
    expect((await pull('ben')).records[0]).not.toHaveProperty('entries');
  });

  test('PULL-4: erased records are told by their names', async () => {
    const { pull, make, store } = await day();
    await make({ name: 'Kim' }, 'client', 'c1');
    const { cursor } = await pull('ben');
    const subject = { kind: 'client', id: 'c1' } as never;
    await store.erase({
      shop: 'demo' as never,
      subject,
      by: 'ana',
      at: 1,
      names: [subject],
      kept: [],
      files: [],
    });
    expect(await pull('ben', `cursor=${cursor}`)).toMatchObject({ records: [], gone: ['client/c1'] });
  });

  test('PULL-1: opens no record whose row is there', async () => {
    const { pull, make, store, relay, settle } = await day();
    for (const id of ['d1', 'd2']) await make({}, 'device', id);
    await relay.rows('demo' as never, 'device' as never, { limit: 10 });
    await settle();
    store.load = () => Promise.reject(new Error('a record was opened'));
    expect((await pull('ben')).records).toHaveLength(2);
  });
});
