/** Devices of a shop that keeps its locations apart: what they let go of, and what comes, with a real relay between them. */
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  named,
  opened,
  Scene,
  sharedByJournaledTabs,
  type Device,
} from '../../client/replica/testing/scene.ts';
import type { Replica } from '../../client/replica/types.ts';
import type { Author } from '../../shared/lib/ids.ts';
import { documentName } from '../../server/relay/testing/scene.ts';
import { relayScene, shop, type RelayScene } from './relay-scene.ts';

const mark = 'canary-90d2';
let relay: RelayScene;
let scene: Scene;
let count = 0;
let prefix: string;
beforeEach(async () => {
  relay = await relayScene();
  scene = new Scene();
  prefix = `locations-${count++}/`;
  await relay.store.setApart(shop, true);
  for (const id of ['north', 'south']) await relay.store.saveLocation(shop, { id, name: id });
  await relay.relay.locate(shop);
  relay.locations.set('ben', ['north']);
  await write('order/one', { location: 'north', number: 'RM-1' });
  await write('device/one', { order: 'one', brand: 'Nokia' });
  await write('order/two', { location: 'south', number: 'RM-2' });
  await write('client/c', { name: 'Carla' });
});
afterEach(async () => {
  await scene.end();
  await relay.close();
});

const write = (name: string, fields: Readonly<Record<string, string>>) =>
  relay.relay.write(
    documentName(name),
    'otto' as Author,
    (entity) => {
      for (const [field, value] of Object.entries(fields)) entity.set(field, value);
    },
    { role: 'owner' },
  );
const deviceOf = (user: string): Device =>
  scene.device(relay, {
    ...sharedByJournaledTabs(prefix),
    url: relay.url,
    user: { id: user },
    getToken: () => Promise.resolve(user),
  });
const shown = (replica: Replica): readonly string[] =>
  ['order', 'device', 'client'].flatMap((kind) =>
    replica.rows({ kind, limit: 9 }).rows.map(({ id }) => `${kind}/${id}`),
  );
const eventually = (check: () => void | Promise<void>): Promise<void> => vi.waitFor(check, 15_000);

/** Every byte that this test's databases hold. */
async function bytesOnDisk(): Promise<string> {
  const texts: string[] = [];
  for (const { name: of = '' } of await indexedDB.databases()) {
    if (!of.startsWith(prefix)) continue;
    const opening = indexedDB.open(of);
    const db = await new Promise<IDBDatabase>((resolve) => {
      opening.addEventListener('success', () => resolve(opening.result));
    });
    for (const store of db.objectStoreNames) {
      const reading = db.transaction(store).objectStore(store).getAll();
      const lines = await new Promise<readonly unknown[]>((resolve) => {
        reading.addEventListener('success', () => resolve(reading.result));
      });
      texts.push(
        of,
        JSON.stringify(lines, (_key, value: unknown) =>
          value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
        ),
      );
    }
    db.close();
  }
  return texts.join('\n');
}

describe('a device of one location', () => {
  it('PLACE-7: what goes to another location leaves it, byte for byte and in every tab, and comes back when it does', async () => {
    await write('device/one', { model: mark });
    const shared = deviceOf('ben');
    const [ben, tab] = [await shared.start(), await shared.start()];
    const own = ['order/one', 'device/one', 'client/c'];
    for (const each of [ben, tab]) await eventually(() => expect(shown(each)).toEqual(own));
    const record = await opened(ben, named('device', 'one'));
    await eventually(async () => expect(await bytesOnDisk()).toContain(mark));
    await write('order/one', { location: 'south' });
    for (const each of [ben, tab]) await eventually(() => expect(shown(each)).toEqual(['client/c']));
    await eventually(async () => expect(await bytesOnDisk()).not.toContain(mark));
    expect(record.doc.share.size === 0 || !JSON.stringify(record.doc.toJSON()).includes(mark)).toBe(true);
    record.close();
    await write('device/one', { colour: 'red' });
    await write('order/one', { location: 'north' });
    for (const each of [ben, tab]) await eventually(() => expect(shown(each)).toEqual(own));
    await eventually(() =>
      expect(ben.row(named('device', 'one'))?.fields).toMatchObject({ model: mark, colour: 'red' }),
    );
    await eventually(async () => expect(await bytesOnDisk()).toContain(mark));
  });

  it('RECORD-8, PLACE-3: a record that is elsewhere is told to be none, until it is here', async () => {
    const ben = await deviceOf('ben').start();
    const [elsewhere, nowhere] = [named('order', 'two'), named('order', 'never')];
    const [two, never] = [await opened(ben, elsewhere), await opened(ben, nowhere)];
    await eventually(() => expect([two.turnedAway, two.live]).toEqual([true, false]));
    await eventually(() => expect([never.turnedAway, never.live]).toEqual([false, true]));
    expect(ben.row(elsewhere)).toBeUndefined();
    await write('order/two', { location: 'north' });
    await eventually(() => {
      ben.syncNow().catch(() => undefined);
      expect([two.turnedAway, two.live]).toEqual([false, true]);
    });
    two.close();
    never.close();
  });

  it('PLACE-7: unsent edits stay, are told as held back, and go up when the record is back', async () => {
    const ben = await deviceOf('ben').start();
    await eventually(() => expect(ben.status()).toMatchObject({ state: 'completed' }));
    relay.dropAll();
    const name = named('order', 'one');
    const record = await opened(ben, name);
    // Before the next connection: the record goes while somebody writes without one.
    await write('order/one', { location: 'south' });
    record.entity.set('carrier', 'by hand');
    record.close();
    await eventually(() => {
      ben.syncNow().catch(() => undefined);
      expect(ben.recordSync(name)).toMatchObject({ step: 'device', edits: 1, heldBack: 4404 });
    });
    await eventually(() => expect(shown(ben)).toEqual(['client/c']));
    await write('order/one', { location: 'north' });
    await eventually(() => expect(shown(ben)).toContain('order/one'));
    await eventually(() => {
      ben.retry(name);
      expect(ben.status().pending.edits).toBe(0);
    });
    expect((await relay.relay.row(documentName('order/one')))?.fields).toMatchObject({ carrier: 'by hand' });
  });

  it('PLACE-7: who is of another location lets go of the one before and has the other, however far the cursor was', async () => {
    const ben = await deviceOf('ben').start();
    await eventually(() => expect(shown(ben)).toEqual(['order/one', 'device/one', 'client/c']));
    await eventually(() => expect(ben.status().state).toBe('completed'));
    await ben.stop();
    relay.locations.set('ben', ['south']);
    const again = await deviceOf('ben').start();
    await eventually(() => expect(shown(again).toSorted()).toEqual(['client/c', 'order/two']));
    await eventually(async () => expect(await bytesOnDisk()).not.toContain('Nokia'));
    relay.locations.delete('ben');
    relay.dropAll();
    await eventually(() => {
      again.syncNow().catch(() => undefined);
      expect(shown(again).toSorted()).toEqual(['client/c', 'device/one', 'order/one', 'order/two']);
    });
  });
});
