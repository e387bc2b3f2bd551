/** Records written over HTTP by programs, through the relay, with people who edit meanwhile. */
import { describe, expect, test } from 'vitest';
import { must } from '../../../shared/lib/assert.ts';
import type { Answer } from '../shop-app-scene.ts';
import { programScene, type Json } from './program-scene.ts';

const recordOf = ({ body }: Answer) =>
  (body['record'] ?? body) as {
    readonly fields: Json;
    readonly review: readonly string[];
    readonly version: string;
  };
const resultOf = ({ body }: Answer) => body['result'] as Json & { readonly conflicts: readonly Json[] };

describe('a record that a program makes', () => {
  test('API-1: has the id that was chosen or one of the relay, and an order gets the next number', async () => {
    const { send } = await programScene();
    const made = await send('ana', 'POST', 'device', { id: 'd1', fields: { brand: 'Fairphone' } });
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toBe('/api/shops/demo/device/d1');
    expect(recordOf(made).fields).toMatchObject({
      brand: 'Fairphone',
      created: expect.any(Number) as number,
    });
    const orders = [await send('ana', 'POST', 'order', {}), await send('ana', 'POST', 'order', {})];
    expect(orders.map((each) => recordOf(each).fields['number'])).toEqual(['RM-10001', 'RM-10002']);
    const read = await send(
      'ben',
      'GET',
      must(orders[0]?.headers.get('location'), 'a place').slice('/api/shops/demo/'.length),
    );
    expect(recordOf(read).fields['number']).toBe('RM-10001');
    expect((await send('ana', 'POST', 'device', { id: 'd1', fields: {} })).status).toBe(409);
    expect((await send('ana', 'POST', 'device', { id: '../x', fields: {} })).status).toBe(400);
    expect((await send('ana', 'POST', 'nothing', { fields: {} })).status).toBe(404);
    expect((await send('vic', 'POST', 'device', { fields: {} })).status).toBe(403);
  });

  test('API-6: with the same idempotency key it is made once, and the key stands for nothing else', async () => {
    const { send } = await programScene();
    const key = { 'Idempotency-Key': 'key-1' };
    const [first, again] = [
      await send('ana', 'POST', 'client', { fields: { name: 'Kim' } }, key),
      await send('ana', 'POST', 'client', { fields: { name: 'Kim' } }, key),
    ];
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(recordOf(again)).toEqual(recordOf(first));
    const { body } = await send('ana', 'GET', 'client');
    expect(body['rows']).toHaveLength(1);
    expect((await send('ana', 'POST', 'client', { fields: { name: 'Lee' } }, key)).status).toBe(422);
    expect((await send('fay', 'POST', 'client', { fields: { name: 'Lee' } }, key)).status).toBe(201);
    expect((await send('ana', 'POST', 'client', { fields: {} }, { 'Idempotency-Key': 'ä' })).status).toBe(
      400,
    );
  });
});

describe('a change by a program', () => {
  test('API-2: says what it has seen, or is not made', async () => {
    const { send, make } = await programScene();
    await make();
    const change = (headers: Readonly<Record<string, string>>) =>
      send('ana', 'PATCH', 'device/d1', { fields: { colour: 'red' } }, headers);
    expect((await change({})).body).toMatchObject({
      status: 428,
      type: expect.stringContaining('precondition') as string,
    });
    expect((await change({ 'If-Match': '"none"' })).status).toBe(412);
    expect((await change({ 'If-Match': '"inmemory.9999"' })).status).toBe(412);
    expect((await change({ 'If-Match': '*' })).status).toBe(200);
    expect(
      (await send('ana', 'PATCH', 'device/none', { fields: { colour: 'x' } }, { 'If-Match': '*' })).status,
    ).toBe(404);
    expect((await send('ana', 'PATCH', 'device/d1', { colour: 'red' }, { 'If-Match': '*' })).status).toBe(
      400,
    );
  });

  test('API-2: a version is an ETag, and what has not moved is 304', async () => {
    const { send, make } = await programScene();
    const etag = await make();
    const same = await send('ben', 'GET', 'device/d1', undefined, { 'If-None-Match': etag });
    expect([same.status, same.headers.get('etag')]).toEqual([304, etag]);
    await send('ana', 'PATCH', 'device/d1', { fields: { colour: 'red' } }, { 'If-Match': etag });
    const moved = await send('ben', 'GET', 'device/d1', undefined, { 'If-None-Match': etag });
    expect(moved.status).toBe(200);
    expect(`"${recordOf(moved).version}"`).toBe(moved.headers.get('etag'));
    const { body } = await send('ben', 'GET', 'device');
    expect(body['rows']).toMatchObject([{ version: recordOf(moved).version }]);
  });

  test('API-4: a stale one is merged field by field, and tells what asks a person now, with both values', async () => {
    const { send, make, edit } = await programScene();
    const etag = await make({ price: 100, serial: 'S1', colour: 'red' });
    await edit('ben', 'device/d1', { price: 150, grade: 'B' });
    const changed = await send(
      'ana',
      'PATCH',
      'device/d1',
      { fields: { price: 120, serial: 'S2', colour: 'red' } },
      { 'If-Match': etag },
    );
    expect(changed.status).toBe(200);
    expect(resultOf(changed)).toMatchObject({
      status: 'conflict',
      fields: { price: 'review', serial: 'written', colour: 'same' },
      conflicts: [
        {
          field: 'price',
          gravity: 'critical',
          values: [
            { value: 120, author: 'ana' },
            { value: 150, author: 'ben' },
          ],
        },
      ],
    });
    expect(recordOf(changed)).toMatchObject({ review: ['price'], fields: { serial: 'S2', grade: 'B' } });
    const settled = await send(
      'ana',
      'PATCH',
      'device/d1',
      { fields: { price: 150 } },
      {
        'If-Match': must(changed.headers.get('etag'), 'a version'),
      },
    );
    expect([resultOf(settled)['status'], recordOf(settled).review]).toEqual(['applied', []]);
  });

  test('API-3: whole texts and lists are compared with what stood there, and others may say what they did', async () => {
    const { send, make } = await programScene();
    const etag = await make({ notes: 'one two', accessories: ['case', 'bag'] });
    await send(
      'ben',
      'PATCH',
      'device/d1',
      { fields: { notes: 'zero one two', accessories: { add: ['pen'], remove: ['bag'] } } },
      { 'If-Match': '*' },
    );
    const changed = await send(
      'ana',
      'PATCH',
      'device/d1',
      { fields: { notes: 'one two three', accessories: ['case', 'bag', 'cable'] } },
      { 'If-Match': etag },
    );
    expect(recordOf(changed).fields).toMatchObject({
      notes: 'zero one two three',
      accessories: ['cable', 'case', 'pen'],
    });
    expect(resultOf(changed)).toMatchObject({
      status: 'merged',
      fields: { notes: 'merged', accessories: 'merged' },
    });
    const more = { notes: { from: 'one', to: 'One' }, diagnosis: { append: 'Dead.' } };
    expect(
      recordOf(await send('ana', 'PATCH', 'device/d1', { fields: more }, { 'If-Match': '*' })).fields[
        'diagnosis'
      ],
    ).toBe('Dead.');
  });

  test('API-3: what it had may be said in place of a version', async () => {
    const { send, make, edit } = await programScene();
    await make({ price: 100, notes: 'one' });
    await edit('ben', 'device/d1', { price: 150 });
    const body = { base: { price: 100, notes: 'one' }, fields: { price: 120, notes: 'one more' } };
    const changed = await send('ana', 'PATCH', 'device/d1', body);
    expect(resultOf(changed)).toMatchObject({
      status: 'conflict',
      fields: { price: 'review', notes: 'written' },
    });
    const unsaid = await send('ana', 'PATCH', 'device/d1', { base: {}, fields: { notes: 'x' } });
    expect(unsaid.body).toMatchObject({ status: 422, reasons: [{ field: 'notes', rule: 'base-needed' }] });
  });

  test('API-21: a key beside the fields is said to mean nothing, and nothing is written', async () => {
    const { send, make } = await programScene();
    await make({ colour: 'red' });
    const slip = { fields: { colour: 'blue' }, notes: 'x' };
    const changed = await send('ana', 'PATCH', 'device/d1', slip, { 'If-Match': '*' });
    expect(changed.body).toMatchObject({ status: 400, detail: expect.stringContaining('"notes"') });
    expect((await send('ana', 'POST', 'device', { id: 'd2', colour: 'blue' })).status).toBe(400);
    expect((await send('ana', 'GET', 'device/d2')).status).toBe(404);
    expect(recordOf(await send('ana', 'GET', 'device/d1')).fields['colour']).toBe('red');
  });

  test('API-22: who saw that a record is deleted undeletes it first, and who did not is merged with it', async () => {
    const { send, make } = await programScene();
    const etag = await make({ colour: 'red' });
    await send('ana', 'DELETE', 'device/d1', undefined, { 'If-Match': '*' });
    const blue = { fields: { colour: 'blue' } };
    const refused = await send('ana', 'PATCH', 'device/d1', blue, { 'If-Match': '*' });
    expect(refused.body).toMatchObject({ status: 409, detail: expect.stringContaining('undelete') });
    expect(recordOf(await send('ana', 'GET', 'device/d1'))).toMatchObject({
      review: [],
      fields: { colour: 'red' },
    });
    expect((await send('ana', 'POST', 'device/d1/undelete', undefined, { 'If-Match': '*' })).status).toBe(
      200,
    );
    expect((await send('ana', 'PATCH', 'device/d1', blue, { 'If-Match': '*' })).status).toBe(200);
    await send('ana', 'DELETE', 'device/d1', undefined, { 'If-Match': '*' });
    expect((await send('ana', 'PATCH', 'device/d1', blue, { 'If-Match': etag })).status).toBe(200);
  });

  test('API-7: refused as a whole, with every field, its rule, and what to do', async () => {
    const { send, make } = await programScene();
    const etag = await make({ status: 'device_received' });
    const refused = await send(
      'ben',
      'PATCH',
      'device/d1',
      { fields: { price: 1, status: 'collected', colour: 5, foo: 1 } },
      { 'If-Match': etag },
    );
    expect(refused.status).toBe(422);
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    const reasons = refused.body['reasons'] as readonly Json[];
    expect(reasons.map(({ field, rule }) => [field, rule])).toEqual([
      ['foo', 'unknown-field'],
      ['price', 'role'],
      ['status', 'workflow'],
      ['colour', 'schema'],
    ]);
    const again = await send(
      'ben',
      'PATCH',
      'device/d1',
      { fields: { price: 1, status: 'collected', colour: 5 } },
      { 'If-Match': etag },
    );
    expect(again.body['reasons']).toMatchObject([
      { field: 'price', rule: 'role', message: expect.stringContaining('Front desk') as string },
      { field: 'status', rule: 'workflow', choices: ['device_received', 'diagnosing'] },
      { field: 'colour', rule: 'schema', problem: 'wrong-type' },
    ]);
    const rights = await send('ben', 'PATCH', 'device/d1', { fields: { price: 1 } }, { 'If-Match': etag });
    expect(rights.status).toBe(403);
    expect(recordOf(await send('ana', 'GET', 'device/d1')).fields).toMatchObject({
      price: null,
      colour: null,
    });
  });

  test('API-5: deleting and bringing back are changes, and an edit that the deleter had not seen asks', async () => {
    const { send, make, edit } = await programScene();
    const etag = await make({ colour: 'red' });
    expect((await send('ana', 'DELETE', 'device/d1')).status).toBe(428);
    await edit('ben', 'device/d1', { colour: 'blue' });
    const deleted = await send('ana', 'DELETE', 'device/d1', undefined, { 'If-Match': etag });
    expect(deleted.body).toMatchObject({
      record: { deleted: true, review: ['deleted'] },
      result: { status: 'conflict' },
    });
    const back = await send('ana', 'POST', 'device/d1/undelete', {}, { 'If-Match': '*' });
    expect(back.body).toMatchObject({ record: { deleted: false, review: [] } });
    expect((await send('ben', 'DELETE', 'device/d1', undefined, { 'If-Match': '*' })).status).toBe(403);
  });

  test('API-10: entries of a ledger are read, and appended exactly once by their id', async () => {
    const { send, make } = await programScene();
    await make({}, 'ticket', 't1');
    const say = { id: 'm1', channel: 'note', body: 'Hello' };
    for (const _ of [1, 2])
      expect((await send('ben', 'POST', 'ticket/t1/entries/messages', say)).status).toBe(201);
    expect(
      (await send('ben', 'POST', 'ticket/t1/entries/messages', { ...say, body: 'Bye' })).body,
    ).toMatchObject({
      reasons: [{ rule: 'id-taken' }],
    });
    const { body } = await send('fay', 'GET', 'ticket/t1/entries/messages');
    expect(body['entries']).toMatchObject([{ id: 'm1', by: 'ben', channel: 'note', body: 'Hello' }]);
    expect((await send('ben', 'POST', 'ticket/t1/entries/subject', {})).status).toBe(404);
    expect((await send('ben', 'POST', 'ticket/t1/entries/messages', { body: 'x' })).status).toBe(422);
  });

  test('API-11: the history says that it came through the API, and whose it was', async () => {
    const { send, make } = await programScene();
    await make({ colour: 'red' });
    const { body } = await send('ana', 'GET', 'device/d1/history');
    expect(body['entries']).toMatchObject([{ author: 'ana', through: 'rest' }]);
  });

  test('API-12: what a role may not read is not there for it, whatever it asks', async () => {
    const { send } = await programScene();
    await send('ana', 'POST', 'pay', { id: 'p1', fields: {} });
    for (const [method, target, body] of [
      ['GET', 'pay/p1', undefined],
      ['PATCH', 'pay/p1', { fields: { rate: 1 } }],
      ['DELETE', 'pay/p1', undefined],
      ['POST', 'pay', { fields: {} }],
    ] as const) {
      expect((await send('ben', method, target, body, { 'If-Match': '*' })).status).toBe(404);
    }
  });

  test('API-8: what is too large, too much or no JSON is turned away', async () => {
    const { send, make } = await programScene();
    await make();
    const much = { fields: { notes: { append: 'x'.repeat(2 * 1024 * 1024) } } };
    expect((await send('ana', 'PATCH', 'device/d1', much, { 'If-Match': '*' })).status).toBe(413);
    expect((await send('ana', 'PATCH', 'device/d1', { fields: [] }, { 'If-Match': '*' })).status).toBe(400);
    expect((await send('ana', 'PATCH', 'device/d1', undefined, { 'If-Match': '*' })).status).toBe(415);
  });
});
