/** What every store promises of what it notes of replicas. */
import { describe, expect, it } from 'vitest';
import { author, shopNamed } from './entries-scene.ts';
import { mostReplicas, type ReplicaLine } from './replica-store.ts';
import type { Store } from './store.ts';

const demo = shopNamed('demo');

const line = (id: string, seen: number, more: Partial<ReplicaLine> = {}): ReplicaLine => ({
  shop: demo,
  user: author('ana'),
  id,
  device: '',
  schema: '1.x',
  seen,
  reached: 8,
  records: 0,
  edits: 0,
  since: 0,
  ...more,
});

/** `store` gives an open store that has the empty shop `demo`. */
export function replicasContract(store: () => Store): void {
  describe('replicas that were here', () => {
    it('STORE-50: each once, as it was noted last, the one that was here last first, each of its user and shop', async () => {
      await store().createShop(shopNamed('other'), 'Other');
      const unsent = { records: 2, edits: 9, since: 77 };
      await store().noteReplicas([line('a', 1), line('b', 2), line('a', 3, { user: author('ben') })]);
      await store().noteReplicas([line('a', 4, { device: 'd1', reached: 12, ...unsent })]);
      await store().noteReplicas([
        line('a', 9, { shop: shopNamed('other') }),
        line('z', 9, { shop: shopNamed('none') }),
      ]);
      expect(await store().replicas(demo)).toEqual([
        line('a', 4, { device: 'd1', reached: 12, ...unsent }),
        line('a', 3, { user: author('ben') }),
        line('b', 2),
      ]);
      expect(await store().replicas(shopNamed('none'))).toEqual([]);
      expect(await store().forgetReplica(demo, author('ana'), 'a')).toBe(true);
      expect(await store().forgetReplica(demo, author('ana'), 'a')).toBe(false);
      expect((await store().replicas(demo)).map(({ user, id }) => `${user} ${id}`)).toEqual([
        'ben a',
        'ana b',
      ]);
    });

    it('STORE-50: what it counted stays until it tells other counts', async () => {
      const counts = {
        since: 1,
        synced: 20,
        failed: 1,
        took: 4_000,
        bytesUp: 9,
        bytesDown: 8,
        settled: 2,
        lastSync: 7,
      };
      await store().noteReplicas([line('a', 1, { counts })]);
      await store().noteReplicas([line('a', 2)]);
      expect(await store().replicas(demo)).toEqual([line('a', 2, { counts })]);
      await store().noteReplicas([line('a', 3, { counts: { ...counts, synced: 21 } })]);
      expect((await store().replicas(demo))[0]?.counts?.synced).toBe(21);
    });

    it('STORE-50: of one user those that were here last, so many at most', async () => {
      const lines = Array.from({ length: mostReplicas + 3 }, (_, at) => line(`r${at}`, at));
      await store().noteReplicas([line('theirs', 0, { user: author('ben') }), ...lines]);
      const kept = await store().replicas(demo);
      expect(kept).toHaveLength(mostReplicas + 1);
      expect(kept[0]?.id).toBe(`r${mostReplicas + 2}`);
      expect(kept.at(-2)?.id).toBe('r3');
      expect(kept.at(-1)?.id).toBe('theirs');
    });
  });
}
