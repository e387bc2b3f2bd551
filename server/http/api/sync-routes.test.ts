/** Batches of a program that worked without a network, and what it fetches, through the relay. */
import { describe, expect, test } from 'vitest';
import { must } from '../../../shared/lib/assert.ts';
import { programScene, type Json } from './program-scene.ts';

interface Result {
  readonly id: string;
  readonly status: string;
  readonly record?: string;
  readonly version?: string;
  readonly fields?: Json;
  readonly conflicts?: readonly Json[];
  readonly reasons?: readonly Json[];
  readonly replayed?: true;
}

interface Pulled {
  readonly records: readonly (Json & {
    readonly kind: string;
    readonly id: string;
    readonly version: string;
    readonly fields: Json;
  })[];
  readonly gone: readonly string[];
  readonly cursor: string;
  readonly hasMore: boolean;
}

async function day() {
  const scene = await programScene();
  const { send } = scene;
  const push = async (
    as: string,
    operations: readonly Json[],
    more: Json = {},
  ): Promise<readonly Result[]> => {
    const { status, body } = await send(as, 'POST', '/api/sync/push', { operations, ...more });
    expect(status).toBe(200);
    return body['results'] as readonly Result[];
  };
  const pull = async (as: string, query = ''): Promise<Pulled> => {
    const { status, body } = await send(as, 'GET', `/api/sync/pull?${query}`);
    expect(status).toBe(200);
    return body as unknown as Pulled;
  };
  /** All that there is after a cursor, in pages of two. */
  const pullAll = async (as: string, query = '', from = ''): Promise<Pulled> => {
    const pages: Pulled[] = [];
    for (let cursor = from; ;) {
      const page = await pull(as, `limit=2${query}${cursor && `&cursor=${cursor}`}`);
      pages.push(page);
      cursor = page.cursor;
      if (!page.hasMore) {
        return {
          records: pages.flatMap((each) => each.records),
          gone: pages.flatMap((each) => each.gone),
          cursor,
          hasMore: false,
        };
      }
    }
  };
  return { ...scene, push, pull, pullAll };
}

const without = (each: Result): Result => ({ ...each, conflicts: [] });

const statusOf = (results: readonly Result[]): string =>
  results.map(({ id, status }) => `${id} ${status}`).join(', ');

describe('push', () => {
  test('PUSH-3: an order with two devices is made under the names of the program, which stand for ids from then on', async () => {
    const { push, send } = await day();
    const operations = [
      { id: '1', do: 'create', kind: 'client', as: 'kim', fields: { name: 'Kim' } },
      { id: '2', do: 'create', kind: 'order', as: 'o', fields: { client: { as: 'kim' } } },
      ...['a', 'b'].map((as) => ({
        id: `d${as}`,
        do: 'create',
        kind: 'device',
        as,
        fields: { order: { as: 'o' }, status: 'device_received' },
      })),
      { id: '5', do: 'change', kind: 'device', as: 'b', fields: { status: 'diagnosing', notes: 'Broken.' } },
      { id: '6', do: 'change', kind: 'device', as: 'b', fields: { notes: 'Broken. Really.' } },
    ];
    const results = await push('ana', operations, { client: 'tablet-1' });
    expect(statusOf(results)).toBe('1 applied, 2 applied, da applied, db applied, 5 applied, 6 applied');
    const [client, order, , second] = results.map(({ record }) => record);
    const read = async (kind: string, id = '') => (await send('ben', 'GET', `${kind}/${id}`)).body['fields'];
    expect(await read('order', order)).toMatchObject({ client, number: 'RM-10001' });
    expect(await read('device', second)).toMatchObject({
      order,
      status: 'diagnosing',
      notes: 'Broken. Really.',
    });
    const again = await push(
      'ana',
      [{ id: '7', do: 'change', kind: 'device', as: 'b', base: {}, fields: { colour: 'red' } }],
      { client: 'tablet-1' },
    );
    expect(again[0]).toMatchObject({ status: 'applied', record: second });
    const other = await push('ana', [
      { id: '8', do: 'change', kind: 'device', as: 'b', base: {}, fields: { colour: 'red' } },
    ]);
    expect(other[0]).toMatchObject({ status: 'unknown' });
  });

  test('PUSH-2: a batch that is sent again changes nothing, and is answered as before', async () => {
    const { push, pullAll, edit, make } = await day();
    const etag = await make({ price: 100 });
    await edit('ben', 'device/d1', { price: 150 });
    const seen = etag.slice(1, -1);
    const operations = [
      { id: 'a', do: 'create', kind: 'client', as: 'kim', fields: { name: 'Kim' } },
      { id: 'b', do: 'change', kind: 'device', record: 'd1', seen, fields: { price: 120 } },
      {
        id: 'c',
        do: 'change',
        kind: 'device',
        record: 'd1',
        seen,
        fields: { price: 130, parts: [{ id: 'p1', part: 'Screen', quantity: 1 }] },
      },
      { id: 'd', do: 'change', kind: 'device', record: 'd1', seen, fields: { price: 130 } },
    ];
    const first = await push('ana', operations);
    expect(statusOf(first)).toBe('a applied, b conflict, c conflict, d conflict');
    const before = await pullAll('ana');
    const again = await push('ana', operations);
    const bare = again.map(({ replayed, ...result }) => {
      expect(replayed).toBe(true);
      return result;
    });
    // What asks now is told as it stands now.
    expect(bare.map(without)).toEqual(first.map(without));
    expect(await pullAll('ana')).toEqual(before);
    expect(before.records.find(({ id }) => id === 'd1')?.fields['parts']).toMatchObject({ count: 1 });
    const changed = await push('ana', [{ ...operations[1], fields: { price: 1 } }]);
    expect(changed[0]).toMatchObject({ status: 'refused', reasons: [{ rule: 'id-reused' }] });
  });

  test('PUSH-4: who changes a field twice in one batch is in no conflict with themselves', async () => {
    const { push, send, make } = await day();
    const seen = (await make({ price: 100, notes: 'one' })).slice(1, -1);
    const results = await push('ana', [
      { id: '1', do: 'change', kind: 'device', record: 'd1', seen, fields: { price: 120, notes: 'one two' } },
      {
        id: '2',
        do: 'change',
        kind: 'device',
        record: 'd1',
        seen,
        fields: { price: 130, notes: 'one two three' },
      },
    ]);
    expect(statusOf(results)).toBe('1 applied, 2 applied');
    expect((await send('ana', 'GET', 'device/d1')).body).toMatchObject({
      review: [],
      fields: { price: 130, notes: 'one two three' },
    });
  });

  test('PUSH-1, PUSH-5: each is done or not by itself, and what rests on a refused one is told so', async () => {
    const { push, make, send } = await day();
    const seen = (await make({ status: 'device_received' })).slice(1, -1);
    const results = await push('ben', [
      { id: '1', do: 'change', kind: 'device', record: 'd1', seen, fields: { price: 5 } },
      { id: '2', do: 'change', kind: 'device', record: 'd1', seen, fields: { status: 'repaired_qc' } },
      { id: '3', do: 'change', kind: 'device', record: 'd1', seen, fields: { colour: 'red' } },
      { id: '4', do: 'create', kind: 'employee', as: 'e', fields: { name: 'X' } },
      { id: '5', do: 'change', kind: 'employee', as: 'e', fields: { name: 'Y' } },
      { id: '6', do: 'change', kind: 'device', record: 'none', seen, fields: { colour: 'red' } },
      { id: '7', do: 'change', kind: 'pay', record: 'p', seen, fields: { rate: 1 } },
      { id: '8', do: 'change', kind: 'device', record: 'd1', fields: { colour: 'x' } },
      { id: '9', do: 'change', kind: 'device', record: 'd1', seen: 'other.1', fields: { colour: 'x' } },
      { id: '10', do: 'create', kind: 'device', record: 'd1', fields: {} },
      { id: '11', do: 'delete', kind: 'device', record: 'd1', seen },
      { id: '12', do: 'change', kind: 'device', record: 'd1', fields: { diagnosis: { append: 'Dead.' } } },
    ]);
    const told = results.map(({ id, status, reasons = [] }) =>
      `${id} ${status} ${reasons.map(({ rule }) => rule as string).join()}`.trim(),
    );
    expect(told).toEqual([
      '1 refused role',
      '2 refused workflow',
      '3 applied',
      '4 refused role,role',
      '5 refused depends',
      '6 unknown',
      '7 unknown',
      '8 refused seen-needed',
      '9 refused version-unknown',
      '10 refused record-exists',
      '11 refused role',
      '12 applied',
    ]);
    for (const { reasons = [] } of results) for (const { message } of reasons) expect(message).toMatch(/\.$/);
    expect((await send('ben', 'GET', 'device/d1')).body).toMatchObject({
      deleted: false,
      fields: { colour: 'red', diagnosis: 'Dead.', status: 'device_received' },
    });
  });

  test('PUSH-6: what cannot be read as operations is turned away as a whole', async () => {
    const { send } = await day();
    const one = { id: '1', do: 'change', kind: 'device', record: 'd1', fields: {} };
    for (const operations of [
      undefined,
      {},
      [1],
      [{ ...one, id: '' }],
      [{ ...one, do: 'x' }],
      [{ ...one, as: 'x' }],
      [{ ...one, at: -1 }],
      [{ ...one, seen: 1 }],
      [{ ...one, fields: [] }],
      [one, one],
      Array.from({ length: 501 }, (_, n) => ({ ...one, id: `${n}` })),
    ]) {
      expect((await send('ana', 'POST', '/api/sync/push', { operations })).status).toBe(400);
    }
    expect((await send('nobody', 'POST', '/api/sync/push', { operations: [] })).status).toBe(401);
  });
});

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

describe('a day without a network', () => {
  test('PUSH-7: a morning is pulled, a day is pushed, questions are answered, and everybody ends with the same', async () => {
    const { push, pullAll, edit, make, send } = await day();
    for (const id of ['d1', 'd2', 'd3', 'd4'])
      await make(
        { status: 'device_received', price: 100, notes: 'As it came.', accessories: ['bag'] },
        'device',
        id,
      );
    await make({ subject: 'Screen' }, 'ticket', 't1');
    // The morning.
    const morning = await pullAll('fay');
    const seenOf = (id: string): string =>
      must(
        morning.records.find((each) => each.id === id),
        'pulled',
      ).version;
    // The day: on the bench, and at the counter without a network.
    await edit('ben', 'device/d1', { price: 150, grade: 'B' });
    await edit('ben', 'device/d2', { colour: 'blue' });
    await edit('ben', 'device/d3', { status: 'diagnosing' });
    await send(
      'ben',
      'PATCH',
      'device/d4',
      { fields: { notes: { from: 'As it came.', to: 'As it came in.' } } },
      { 'If-Match': '*' },
    );
    const operations: readonly Json[] = [
      {
        id: 'o1',
        do: 'change',
        kind: 'device',
        record: 'd1',
        seen: seenOf('d1'),
        fields: { price: 120, serial: 'S1' },
      },
      {
        id: 'o2',
        do: 'change',
        kind: 'device',
        record: 'd2',
        seen: seenOf('d2'),
        fields: { accessories: { add: ['case'] } },
      },
      { id: 'o3', do: 'delete', kind: 'device', record: 'd3', seen: seenOf('d3') },
      {
        id: 'o4',
        do: 'change',
        kind: 'device',
        record: 'd4',
        seen: seenOf('d4'),
        fields: { notes: 'As it came. Wet.' },
      },
      { id: 'o5', do: 'create', kind: 'client', as: 'lee', fields: { name: 'Lee' } },
      { id: 'o6', do: 'create', kind: 'order', as: 'o', fields: { client: { as: 'lee' } } },
      {
        id: 'o7',
        do: 'change',
        kind: 'order',
        as: 'o',
        fields: { payments: [{ id: 'pay-1', method: 'cash', amount: 2_000, deposit: true }] },
      },
      {
        id: 'o8',
        do: 'change',
        kind: 'ticket',
        record: 't1',
        fields: { messages: [{ id: 'm-1', channel: 'client', body: 'Is it ready?' }] },
      },
      {
        id: 'o9',
        do: 'change',
        kind: 'device',
        record: 'd2',
        seen: seenOf('d2'),
        fields: { diagnosis: 'No.' },
      },
    ];
    // The answer of the first try is lost.
    await push('fay', operations);
    const results = await push('fay', operations);
    expect(statusOf(results)).toBe(
      'o1 conflict, o2 applied, o3 conflict, o4 merged, o5 applied, o6 applied, o7 applied, o8 applied, o9 refused',
    );
    expect(results[0]).toMatchObject({
      fields: { price: 'review', serial: 'written' },
      conflicts: [
        {
          field: 'price',
          gravity: 'critical',
          values: [
            { value: 120, author: 'fay' },
            { value: 150, author: 'ben' },
          ],
        },
      ],
    });
    expect(results[2]).toMatchObject({ conflicts: [{ field: 'deleted' }] });
    // The questions are answered by what was read with them.
    const answers = await push('fay', [
      {
        id: 'a1',
        do: 'change',
        kind: 'device',
        record: 'd1',
        seen: results[0]?.version,
        fields: { price: 150 },
      },
      { id: 'a2', do: 'restore', kind: 'device', record: 'd3', seen: results[2]?.version },
    ]);
    expect(statusOf(answers)).toBe('a1 applied, a2 applied');
    const evening = await pullAll('fay', '', morning.cursor);
    const copy = new Map(
      [...morning.records, ...evening.records].map((each) => [`${each.kind}/${each.id}`, each]),
    );
    const fresh = await pullAll('fay');
    expect(new Map(fresh.records.map((each) => [`${each.kind}/${each.id}`, each]))).toEqual(copy);
    expect(copy.get('device/d1')).toMatchObject({
      review: [],
      fields: { price: 150, serial: 'S1', grade: 'B' },
    });
    expect(copy.get('device/d2')?.fields).toMatchObject({
      colour: 'blue',
      accessories: ['bag', 'case'],
      diagnosis: '',
    });
    expect(copy.get('device/d3')).toMatchObject({
      deleted: false,
      review: [],
      fields: { status: 'diagnosing' },
    });
    expect(copy.get('device/d4')?.fields['notes']).toBe('As it came in. Wet.');
    expect(copy.get('ticket/t1')?.fields['messages']).toMatchObject({ count: 1 });
  });
});
