import { describe, expect, test } from 'vitest';
import { systemAuthors, type Author } from '../../shared/lib/ids.ts';
import { documentName } from '../relay/testing/scene.ts';
import { shopApp } from './shop-app-scene.ts';

const d1 = 'device/d1';

/** A device that Ana and Ben have open, and a change of each. */
async function workedOn() {
  const scene = await shopApp();
  const { connect, settle, entity, tokenOf, time } = scene;
  const [ana, ben] = [connect(tokenOf('ana')), connect(tokenOf('ben'))];
  await settle();
  ana.open(d1);
  ben.open(d1);
  await settle();
  entity(ana, d1, 'ana').set('price', 4_500);
  await settle();
  const priced = time.now();
  await time.advance(60_000);
  entity(ben, d1, 'ben').set('brand', 'Fairphone');
  await settle();
  return { ...scene, ana, ben, priced };
}

const timeline = (body: Readonly<Record<string, unknown>>) =>
  body['entries'] as readonly {
    readonly version: number;
    readonly part: number;
    readonly author: string;
    readonly at: number;
    readonly through: string;
    readonly changes: readonly Readonly<Record<string, unknown>>[];
  }[];

describe('the timeline', () => {
  test('HIST-5: says who changed what from what to what, when and through what, the newest first', async () => {
    const { get, relay, time, priced } = await workedOn();
    const name = documentName(d1);
    await relay.write(name, 'ana' as Author, (each) => each.set('price', 5_000));
    await relay.write(name, systemAuthors.import, (each) =>
      each.append('parts', { part: 'Glass', quantity: 1 }),
    );
    const { status, body } = await get('vic', `${d1}/history`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ next: null, lost: 0 });
    const now = time.now();
    expect(timeline(body)).toMatchObject([
      {
        author: '@import',
        through: 'import',
        changes: [
          { type: 'ledger', field: 'parts', appended: [{ by: '@import', parts: { part: 'Glass' } }] },
        ],
      },
      { author: 'ana', through: 'rest', changes: [{ field: 'price', from: 4_500, to: 5_000 }] },
      { author: 'ben', at: now, through: 'app', changes: [{ field: 'brand', from: null, to: 'Fairphone' }] },
      {
        author: 'ana',
        at: priced,
        through: 'app',
        changes: [
          { type: 'created' },
          { type: 'register', field: 'price', from: null, to: 4_500, device: priced },
        ],
      },
    ]);
  });

  test('HIST-5: comes in pages that follow each other without a gap, also where texts are not folded yet', async () => {
    const { get, ben, entity, settle, time } = await workedOn();
    for (let at = 0; at < 7; at++) {
      entity(ben, d1, 'ben').set('bench', `B${at}`);
      entity(ben, d1, 'ben').text('diagnosis').insert(0, `Spell ${at}. `);
      await settle();
      await time.advance(10 * 60_000);
    }
    const { body: all } = await get('ana', `${d1}/history`);
    const whole = timeline(all);
    expect(whole.filter(({ part }) => part > 0)).toHaveLength(7);
    for (const limit of [1, 2, 5]) {
      const found: unknown[] = [];
      let cursor = '';
      for (let pages = 0; pages < 40; pages++) {
        const { body } = await get('ana', `${d1}/history?limit=${limit}${cursor && `&cursor=${cursor}`}`);
        expect(timeline(body).length).toBeLessThanOrEqual(limit);
        found.push(...timeline(body));
        if (body['next'] === null) break;
        cursor = body['next'] as string;
      }
      expect(found).toEqual(whole);
    }
  });

  test.each(['limit=0', 'limit=1001', 'cursor=', 'cursor=7', 'cursor=a.b', 'cursor=1.2.3'])(
    'HIST-5: %s is 400',
    async (query) => {
      const { get } = await workedOn();
      expect((await get('ana', `${d1}/history?${query}`)).status).toBe(400);
    },
  );

  test('READ-3: the history of a record that may not be read is as that of one that is not there', async () => {
    const { get, post, relay } = await shopApp();
    const canary = 987_654;
    await relay.write(documentName('pay/p1'), 'ana' as Author, (each) => each.set('rate', canary));
    for (const target of ['history', 'history/at?time=1', 'versions/2']) {
      const none = await get('ben', `ticket/none/${target}`);
      expect(none.status).toBe(404);
      expect(await get('ben', `pay/p1/${target}`)).toEqual(none);
      expect(await get('ben', `nothing/p1/${target}`)).toEqual(none);
      expect((await get('ana', `pay/p1/${target}`)).status).toBe(200);
    }
    expect((await post('ben', 'pay/p1/restore', { version: 0 })).status).toBe(404);
    expect(JSON.stringify((await get('ana', 'pay/p1/history')).body)).toContain(String(canary));
  });
});

describe('a record as it was', () => {
  test('HIST-6: by time and by version', async () => {
    const { get, priced, time } = await workedOn();
    const fields = async (target: string) => {
      const { body } = await get('ben', `${d1}/${target}`);
      const { price, brand } = (body['fields'] ?? {}) as Record<string, unknown>;
      return { certainty: body['certainty'], price, brand };
    };
    const early = { certainty: 'exact', price: 4_500, brand: null };
    expect(await fields(`history/at?time=${priced}`)).toEqual(early);
    expect(await fields(`history/at?time=${new Date(priced + 500).toISOString()}`)).toEqual(early);
    expect(await fields(`history/at?time=${time.now()}`)).toEqual({ ...early, brand: 'Fairphone' });
    const [, first] = timeline((await get('ben', `${d1}/history`)).body);
    expect(await fields(`versions/${first?.version}`)).toEqual(early);
    expect((await get('ben', `${d1}/history/at?time=${priced - 1}`)).body).toEqual({ certainty: 'before' });
    expect((await get('ben', `${d1}/versions/0`)).body).toEqual({ certainty: 'before' });
  });

  test('HIST-6: of which something was forgotten says so', async () => {
    const { get, priced, store, time } = await workedOn();
    await store.forgetHistory(time.now());
    expect((await get('ben', `${d1}/history/at?time=${priced}`)).body).toMatchObject({
      certainty: 'incomplete',
      fields: { price: 4_500, brand: null },
    });
  });

  test.each([
    'history/at',
    'history/at?time=',
    'history/at?time=yesterday',
    'history/at?time=2026-01-01',
    'versions/x',
  ])('HIST-6: %s is 400', async (target) => {
    const { get } = await workedOn();
    expect((await get('ana', `${d1}/${target}`)).status).toBe(400);
  });
});

describe('bringing something back', () => {
  test("HIST-7: yesterday's diagnosis, as a write of whoever does it", async () => {
    const { post, get, ben, ana, entity, settle, time } = await workedOn();
    entity(ben, d1, 'ben').text('diagnosis').insert(0, 'Water in the port.');
    await settle();
    await time.advance(20 * 3_600_000);
    const yesterday = time.now() - 3_600_000;
    entity(ana, d1, 'ana').change(() => {
      const text = entity(ana, d1, 'ana').text('diagnosis');
      text.delete(0, text.length);
      text.insert(0, 'Nothing found.');
      entity(ana, d1, 'ana').set('brand', 'Nokia');
    });
    await settle();
    expect(await post('ana', `${d1}/restore`, { time: yesterday, fields: ['diagnosis'] })).toEqual({
      status: 200,
      body: { written: ['diagnosis'], kept: [] },
    });
    expect(entity(ben, d1, 'ben').text('diagnosis').toJSON()).toBe('Water in the port.');
    expect(entity(ben, d1, 'ben').get('brand')).toBe('Nokia');
    const entries = timeline((await get('ben', `${d1}/history`)).body);
    expect(entries.flatMap(({ changes }) => changes)).toContainEqual({
      type: 'restored',
      from: { time: yesterday },
    });
  });

  test('HIST-7: the whole record; what may not be written is left and told, and nothing of it is refused', async () => {
    const { post, ana, ben, entity, settle, priced, time } = await workedOn();
    entity(ana, d1, 'ana').change(() => {
      entity(ana, d1, 'ana').set('price', 9_900);
      entity(ana, d1, 'ana').append('parts', { part: 'Glass', quantity: 1 });
      entity(ana, d1, 'ana').add('accessories', 'charger');
    });
    await settle();
    await time.advance(1_000);
    expect(await post('ben', `${d1}/restore`, { time: priced })).toEqual({
      status: 200,
      body: {
        written: ['brand', 'accessories'],
        kept: [
          { field: 'price', because: 'role' },
          { field: 'parts', because: 'append-only' },
        ],
      },
    });
    const now = entity(ben, d1, 'ben');
    expect([now.get('brand'), now.elements('accessories'), now.get('price')]).toEqual([null, [], 9_900]);
    expect(ben.told('refused')).toEqual([]);
    expect(await post('ben', `${d1}/restore`, { time: priced, fields: ['brand'] })).toMatchObject({
      body: { written: [], kept: [] },
    });
  });

  test.each([
    {},
    { time: 1, version: 2 },
    { time: 'soon' },
    { version: -1 },
    { version: 2, fields: 'brand' },
    { version: 2, fields: [1] },
    [],
  ])('HIST-7: %j is 400', async (body) => {
    const { post } = await workedOn();
    expect((await post('ana', `${d1}/restore`, body)).status).toBe(400);
  });

  test('HIST-7: what was not there yet cannot be brought back', async () => {
    const { post } = await workedOn();
    expect((await post('ana', `${d1}/restore`, { version: 0 })).status).toBe(409);
    expect((await post('ana', 'device/none/restore', { version: 2 })).status).toBe(404);
  });
});
