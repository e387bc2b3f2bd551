/** Erasing on the real store while others write: its reader does not wait for its writer. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import type { Author, EntityId, KindName, ShopId } from '../../shared/lib/ids.ts';
import { systemRandom } from '../../shared/lib/random.ts';
import { systemTime } from '../../shared/lib/time.ts';
import type { EntityDocument } from '../../shared/document/entity-document.ts';
import { createRelay } from '../relay/create-relay.ts';
import { Erased } from '../store/erasure-store.ts';
import { StoreUnavailable } from '../store/store.ts';
import { temporaryStore, type TemporaryStore } from '../store/temporary-store-scene.ts';
import { createEraser } from './eraser.ts';

const shop = 'demo' as ShopId;
const ana = 'ana' as Author;

let temporary: TemporaryStore;
beforeEach(async () => {
  temporary = await temporaryStore();
  await temporary.store.createShop(shop, 'Demo');
});
afterEach(() => temporary.remove());

it('ERASE-2: payments that were acknowledged while the client was being erased are in the books', async () => {
  const { store } = temporary;
  const relay = createRelay({
    store,
    verify: () => Promise.resolve(undefined),
    time: systemTime,
    random: systemRandom,
    log: () => undefined,
  });
  const eraser = createEraser({
    store,
    relay,
    files: { remove: () => Promise.resolve(true) },
    time: systemTime,
    random: systemRandom,
  });
  const write = (kind: string, id: string, change: (entity: EntityDocument) => void) =>
    relay.write({ shop, kind: kind as KindName, id: id as EntityId }, ana, change, { role: 'owner' });
  const rounds = 3;
  let acknowledgedMeanwhile = 0;
  for (let round = 0; round < rounds; round++) {
    const [client, order] = [`c${round}`, `o${round}`];
    await write('client', client, (entity) => entity.set('name', 'Ada'));
    await write('order', order, (entity) => {
      entity.set('client', client);
      entity.set('number', `RM-1000${round}`);
    });
    let paid = 0;
    let isErasing = false;
    const pay = async (): Promise<unknown> => {
      for (;;) {
        try {
          await write('order', order, (entity) =>
            entity.append('payments', { method: 'card', amount: 1, note: '' }),
          );
        } catch (error) {
          return error;
        }
        paid++;
        if (isErasing) acknowledgedMeanwhile++;
      }
    };
    const writers = Array.from({ length: 8 }, pay);
    await vi.waitFor(() => expect(paid).toBeGreaterThan(15), { timeout: 10_000, interval: 1 });
    isErasing = true;
    await eraser.erase({ shop, id: client as EntityId, by: 'operator' });
    for (const error of await Promise.all(writers))
      if (!(error instanceof StoreUnavailable)) expect(error).toBeInstanceOf(Erased);
    const { rows } = await relay.rows(shop, 'order' as KindName, { limit: 99 });
    const kept = must(
      rows.find(({ fields }) => fields['number'] === `RM-1000${round}`),
      'what stays of the order',
    );
    expect(kept.fields['payments']).toMatchObject({ count: paid, sum: paid });
  }
  expect(acknowledgedMeanwhile).toBeGreaterThan(0);
  await relay.drain();
});
