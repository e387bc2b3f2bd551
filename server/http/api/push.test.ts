/** Batches of a program that worked without a network, through the relay. */
import { describe, expect, test, vi } from 'vitest';
import type { Json } from './program-scene.ts';
import { day, statusOf, without } from './sync-scene.ts';

const change = (id: string, record: string, fields: Json) => ({
  id,
  do: 'change',
  kind: 'device',
  record,
  fields,
});

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

  test('PUSH-4: a day in several batches is in no conflict with itself, and no word of it is there twice', async () => {
    const { push, send, make, edit } = await day();
    const seen = (await make({ price: 100, notes: 'one', accessories: ['bag'] })).slice(1, -1);
    const change = (id: string, fields: Json) =>
      push('ana', [{ id, do: 'change', kind: 'device', record: 'd1', seen, fields }], { client: 'tablet-7' });
    await change('1', { price: 120, notes: 'one two', accessories: ['bag', 'case'], grade: 'B' });
    await edit('ben', 'device/d1', { colour: 'blue' });
    await send(
      'ben',
      'PATCH',
      'device/d1',
      { fields: { notes: { append: 'Ben looked.' } } },
      { 'If-Match': '*' },
    );
    // Back to what it read in the morning is a change, too.
    const second = await change('2', {
      price: 100,
      notes: 'one two three',
      accessories: ['case'],
      grade: 'C',
    });
    expect(second[0]).toMatchObject({
      status: 'merged',
      fields: { price: 'written', notes: 'merged', accessories: 'written', grade: 'written' },
    });
    expect((await send('ana', 'GET', 'device/d1')).body).toMatchObject({
      review: [],
      fields: {
        price: 100,
        notes: 'one two three\nBen looked.',
        accessories: ['case'],
        grade: 'C',
        colour: 'blue',
      },
    });
    // What a colleague wrote is asked about all the same.
    await edit('ben', 'device/d1', { price: 150 });
    expect(statusOf(await change('3', { price: 130 }))).toBe('3 conflict');
  });

  test('PUSH-4: who writes a text that was empty before, as somebody else did meanwhile, has what they wrote alone', async () => {
    const writes: readonly [Json, Json, string][] = [
      [{ notes: 'Mine' }, { notes: 'Mine, and more' }, 'Mine, and more\nBen looked.'],
      [{ notes: { append: 'Mine' } }, { notes: 'Mine, and more' }, 'Ben looked.\nMine, and more'],
    ];
    for (const [first, second, notes] of writes) {
      const { push, send, make } = await day();
      const seen = (await make()).slice(1, -1);
      const said = { fields: { notes: { append: 'Ben looked.' } } };
      await send('ben', 'PATCH', 'device/d1', said, { 'If-Match': '*' });
      for (const [id, fields] of [first, second].entries()) {
        const results = await push('ana', [{ ...change(String(id), 'd1', fields), seen }], {
          client: 'tablet-7',
        });
        expect(results[0]).toMatchObject({ status: 'merged' });
      }
      expect((await send('ana', 'GET', 'device/d1')).body).toMatchObject({ review: [], fields: { notes } });
    }
  });

  test('PUSH-4: what the program did in earlier batches is asked for once for each record of a batch', async () => {
    const { push, make, store } = await day();
    const seen = (await make({ price: 100 })).slice(1, -1);
    await make({ price: 100 }, 'device', 'd2');
    const push7 = (from: number, records: readonly string[]) => {
      const operations = records.map((record, at) => ({
        ...change(`${from + at}`, record, { price: from + at }),
        ...(record === 'd1' ? { seen } : { base: { price: 100 } }),
      }));
      return push('ana', operations, { client: 'tablet-7' });
    };
    await push7(200, ['d1']);
    const asked = vi.spyOn(store.programs, 'operationsOf');
    const results = await push7(300, ['d1', 'd1', 'd2', 'd1', 'd2']);
    expect(asked.mock.calls.map(([{ name }]) => name.id)).toEqual(['d1', 'd2']);
    expect(results.map(({ status }) => status)).toEqual(results.map(() => 'applied'));
  });

  test('PUSH-4: what another program of the same user wrote, or one that does not say which it is, was not seen', async () => {
    const { push, make } = await day();
    const seen = (await make({ price: 100 })).slice(1, -1);
    const change = async (id: string, price: number, more: Json) =>
      statusOf(
        await push(
          'ana',
          [{ id, do: 'change', kind: 'device', record: 'd1', seen, fields: { price } }],
          more,
        ),
      );
    expect(await change('1', 110, { client: 'tablet-7' })).toBe('1 applied');
    expect(await change('2', 120, { client: 'tablet-8' })).toBe('2 conflict');
    expect(await change('3', 130, {})).toBe('3 conflict');
  });

  test('PUSH-4: a record that the program made in an earlier batch needs no word of what was seen', async () => {
    const { push, send } = await day();
    const one = (id: string, deed: string, fields?: Json) =>
      push('ana', [{ id, do: deed, kind: 'device', as: 'd', ...(fields && { fields }) }], {
        client: 'tablet-7',
      });
    const [made] = await one('1', 'create', { status: 'device_received', notes: 'x' });
    const read = async () => (await send('ana', 'GET', `device/${made?.record ?? ''}`)).body;
    expect(statusOf(await one('2', 'change', { colour: 'red', notes: 'x y' }))).toBe('2 applied');
    expect(statusOf(await one('3', 'delete'))).toBe('3 applied');
    expect(await read()).toMatchObject({ deleted: true });
    expect(statusOf(await one('4', 'restore'))).toBe('4 applied');
    expect(await read()).toMatchObject({ deleted: false, fields: { colour: 'red', notes: 'x y' } });
  });

  test('PUSH-4: after words or elements were added, all of a text or list may be said in the same batch', async () => {
    const { push, send, make } = await day();
    const seen = (await make({ notes: 'one' })).slice(1, -1);
    const change = (id: string, fields: Json, more: Json = { seen }) => ({
      id,
      do: 'change',
      kind: 'device',
      record: 'd1',
      ...more,
      fields,
    });
    const base = { base: { issue: 'Wet', accessories: ['bag', 'case'] } };
    const results = await push('ana', [
      change('1', { notes: { append: 'two' }, accessories: { add: ['bag'] }, issue: 'Wet' }),
      change('2', { notes: 'one\ntwo three' }),
      change('3', { accessories: ['bag', 'case'] }),
      change('4', { issue: { append: 'Cold' }, accessories: { remove: ['bag'] } }, base),
      change('5', { issue: 'Wet\nCold, dark', accessories: ['case', 'pen'] }, base),
      change('6', { notes: null }),
      change('7', { notes: 'four' }),
    ]);
    expect(statusOf(results)).toBe(
      '1 applied, 2 applied, 3 applied, 4 applied, 5 applied, 6 applied, 7 applied',
    );
    expect((await send('ana', 'GET', 'device/d1')).body).toMatchObject({
      review: [],
      fields: { notes: 'four', accessories: ['case', 'pen'], issue: 'Wet\nCold, dark' },
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

  test('PUSH-5: what is added to a record that was deleted is refused alone, and the rest of its batch is done', async () => {
    const { push, make, send } = await day();
    const seen = (await make({ notes: 'one', accessories: ['bag'] })).slice(1, -1);
    await make({}, 'device', 'd2');
    const operations = [
      { id: '1', do: 'delete', kind: 'device', record: 'd1', seen },
      change('2', 'd1', { notes: { append: 'two' } }),
      change('3', 'd1', { accessories: { add: ['case'] } }),
      change('4', 'd2', { notes: { append: 'two' } }),
      // Who deleted it and says what it had seen brings it back.
      { id: '5', do: 'restore', kind: 'device', record: 'd1', seen },
      change('6', 'd1', { notes: { append: 'three' } }),
    ];
    const results = await push('ana', operations);
    expect(statusOf(results)).toBe('1 applied, 2 refused, 3 refused, 4 applied, 5 applied, 6 applied');
    for (const { reasons = [] } of results.slice(1, 3))
      expect(reasons).toMatchObject([
        { rule: 'record-deleted', message: expect.stringMatching(/deleted.*\.$/) },
      ]);
    expect((await send('ana', 'GET', 'device/d1')).body).toMatchObject({
      deleted: false,
      fields: { notes: 'one\nthree', accessories: ['bag'] },
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
