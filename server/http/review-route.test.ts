import { describe, expect, test } from 'vitest';
import type { Author } from '../../shared/lib/ids.ts';
import { documentName } from '../relay/testing/scene.ts';
import { entry, updateOf } from '../relay/testing/at-the-bench.ts';
import { writeUpdate } from '../../shared/protocol/y-message.ts';
import { shopApp } from './shop-app-scene.ts';

interface Reviews {
  readonly count: number;
  readonly next: string | null;
  readonly reviews: readonly {
    readonly kind: string;
    readonly id: string;
    readonly gravity: string;
    readonly fields: readonly { readonly field: string; readonly values: readonly object[] }[];
  }[];
}

const named = ({ reviews }: Reviews): string[] => reviews.map(({ kind, id }) => `${kind}/${id}`);

/** A shop in which Ana and Fay wrote fields of records at once. */
async function disagreed() {
  const scene = await shopApp();
  const { connect, settle, tokenOf } = scene;
  const [ana, fay] = [connect(tokenOf('ana')), connect(tokenOf('fay'))];
  await settle();
  let clients = 100;
  /** Two writes of which none saw the other. */
  const atOnce = async (name: string, field: string, one: unknown, two: unknown): Promise<void> => {
    for (const [peer, user, value] of [
      [ana, 'ana', one],
      [fay, 'fay', two],
    ] as const) {
      if (peer.stateOf(name) === 'none') {
        peer.open(name);
        await settle();
      }
      const update = updateOf(++clients, (doc) =>
        doc.getArray('registers').push([entry(field, value, user)]),
      );
      peer.sendPayload(name, writeUpdate(update));
      await settle();
    }
  };
  const list = async (query = '', as = 'ana') => {
    const { body } = await scene.get(as, `reviews${query}`);
    return body as unknown as Reviews;
  };
  return { ...scene, ana, fay, atOnce, list };
}

describe('what asks a person', () => {
  test('REVIEW-1: all standing values with who, when and through what, the gravest record first', async () => {
    const { atOnce, list, relay } = await disagreed();
    await relay.write(documentName('ticket/calm'), 'ana' as Author, (each) => each.set('status', 'open'));
    await atOnce('ticket/t1', 'status', 'open', 'pending');
    await atOnce('device/d1', 'price', 4_500, 5_000);
    await atOnce('device/d1', 'serial', 'A', 'B');
    const { reviews, count, next } = await list();
    expect({ count, next }).toEqual({ count: 2, next: null });
    expect(reviews).toMatchObject([
      {
        kind: 'device',
        id: 'd1',
        gravity: 'critical',
        fields: [
          { field: 'serial', gravity: 'medium' },
          { field: 'price', gravity: 'critical' },
        ],
      },
      { kind: 'ticket', id: 't1', gravity: 'high' },
    ]);
    const values = reviews[0]?.fields[1]?.values;
    expect(values).toHaveLength(2);
    expect(values).toEqual(
      expect.arrayContaining(
        [
          ['ana', 4_500],
          ['fay', 5_000],
        ].map(([author, value]) => ({
          field: 'price',
          value,
          author,
          stamp: expect.any(Number) as number,
          device: 1_700_000_000_000,
          through: 'app',
        })),
      ) as unknown,
    );
  });

  test('REVIEW-1: by gravity and kind, in pages, of what may be read; a row that is behind misses nothing', async () => {
    const { atOnce, list, relay, get } = await disagreed();
    for (const id of ['t1', 't2', 't3']) await atOnce(`ticket/${id}`, 'status', 'open', 'pending');
    await atOnce('device/d1', 'serial', 'A', 'B');
    await relay.write(documentName('pay/p1'), 'ana' as Author, (each) => each.set('rate', 1));
    expect(named(await list())).toEqual(['ticket/t1', 'ticket/t2', 'ticket/t3', 'device/d1']);
    expect(named(await list('?gravity=medium'))).toEqual(['device/d1']);
    expect(named(await list('?kind=ticket'))).toHaveLength(3);
    const first = await list('?limit=2');
    expect(first).toMatchObject({ count: 4, next: 'high:ticket/t2' });
    expect(named(await list(`?limit=2&cursor=${first.next}`))).toEqual(['ticket/t3', 'device/d1']);
    for (const query of ['gravity=grave', 'limit=0', 'cursor=t1', 'cursor=high:nothing']) {
      expect((await get('ana', `reviews?${query}`)).status).toBe(400);
    }
    expect((await get('ben', 'reviews?kind=pay')).status).toBe(404);
    expect((await get('ana', 'reviews?kind=pay')).status).toBe(200);
  });

  test('REVIEW-2: settling is an ordinary write, once, by who may, and the history says how', async () => {
    const { atOnce, list, post, get, ana, entity } = await disagreed();
    await atOnce('device/d1', 'price', 4_500, 5_000);
    const settle = (as: string, body: unknown) => post(as, 'device/d1/settle', body);
    expect((await settle('ben', { field: 'price', value: 1 })).status).toBe(403);
    for (const body of [
      {},
      { field: 'price' },
      { field: 'nothing', value: 1 },
      { field: 'price', value: {} },
    ]) {
      expect((await settle('fay', body)).status).toBe(400);
    }
    expect((await settle('fay', { field: 'price', value: 'much' })).status).toBe(400);
    expect((await settle('fay', { field: 'brand', value: 'Nokia' })).status).toBe(409);
    expect((await settle('fay', { field: 'price', value: 5_000 })).status).toBe(200);
    expect((await settle('ana', { field: 'price', value: 4_500 })).status).toBe(409);
    expect(entity(ana, 'device/d1', 'ana').entries('price')).toHaveLength(1);
    expect(await list()).toMatchObject({ reviews: [], count: 0 });
    const { body } = await get('ana', 'device/d1/history?limit=1');
    expect(body['entries']).toMatchObject([
      { author: 'fay', through: 'rest', changes: [{ field: 'price', to: 5_000, stood: [{}, {}] }] },
    ]);
  });
});
