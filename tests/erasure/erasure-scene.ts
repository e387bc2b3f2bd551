/**
 * A shop with a client who is erased, an order and a ticket of theirs, and somebody else, and devices of its people. What
 * only this client has is marked.
 */
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { createEraser } from '../../server/erase/eraser.ts';
import { systemRandom } from '../../shared/lib/random.ts';
import { systemTime } from '../../shared/lib/time.ts';
import { Line } from '../../client/replica/testing/line.ts';
import { Scene, named, opened, type Device } from '../../client/replica/testing/scene.ts';
import type { Replica } from '../../client/replica/types.ts';
import { relayScene, shop, type RelayScene } from '../replica/relay-scene.ts';
import { bytesOnDisk } from './bytes-on-device.ts';

export const canary = 'canary-5ee1';
export const client = named('client', 'c1');
export const order = named('order', 'o1');
export const ticket = named('ticket', 't1');
export const other = named('client', 'c2');
const theirs = [client, order, ticket];
let count = 0;

export const settled = (replica: Replica): Promise<void> =>
  vi.waitFor(() => expect(replica.status()).toMatchObject({ state: 'completed', pending: { edits: 0 } }), {
    timeout: 10_000,
  });

export const eventually = (check: () => unknown): Promise<unknown> => vi.waitFor(check, { timeout: 10_000 });

export interface ErasureScene {
  readonly relay: RelayScene;
  readonly scene: Scene;
  /** A line to the relay that can be cut. */
  readonly line: Line;
  /** Before the names of all databases of this test. */
  readonly prefix: string;
  person(user: string, device?: string, socket?: Pick<Line, 'WebSocket'>): Device;
  erase(): Promise<unknown>;
  nothingIsLeft(replica: Replica, user: string): Promise<void>;
  /** Ends what the test has started. */
  end(): Promise<void>;
}

/** One for each test of the file that calls it. */
export function eachErasureScene(): () => ErasureScene {
  let at: ErasureScene;
  beforeEach(async () => {
    at = await erasureScene();
  });
  afterEach(() => at.end());
  return () => at;
}

async function erasureScene(): Promise<ErasureScene> {
  const relay = await relayScene();
  const scene = new Scene();
  const line = new Line(relay.WebSocket);
  const prefix = `erased-${process.pid}-${count++}/`;
  const eraser = createEraser({
    store: relay.store,
    relay: relay.relay,
    files: { remove: () => Promise.resolve(true) },
    time: systemTime,
    random: systemRandom,
  });
  const person: ErasureScene['person'] = (user, device = `${prefix}${user}/`, socket = relay) =>
    scene.device(socket, {
      url: relay.url,
      user: { id: user },
      getToken: () => Promise.resolve(user),
      indexedDB,
      IDBKeyRange,
      journal: true,
      device,
      locks: navigator.locks,
      BroadcastChannel,
    });
  await fill(await person('ana').start());
  return {
    relay,
    scene,
    line,
    prefix,
    person,
    erase: () => eraser.erase({ shop, id: client.id, by: 'operator' }),
    async nothingIsLeft(replica, user) {
      for (const name of theirs) expect(replica.row(name)).toBeUndefined();
      expect(JSON.stringify(replica.search({ text: canary, limit: 9 }))).not.toContain(canary);
      await eventually(async () => expect(await bytesOnDisk(`${prefix}${user}/`)).not.toContain(canary));
      expect(await bytesOnDisk(`${prefix}${user}/`)).toContain('Somebody else');
      const page = await relay.store.page({ shop, after: 0, bytes: 9_999_999 });
      expect(Buffer.from(page.body).toString('latin1')).not.toContain(canary);
    },
    async end() {
      await scene.end();
      await relay.close();
    },
  };
}

async function fill(writer: Replica): Promise<void> {
  for (const [name, words] of [
    [client, `Name ${canary}`],
    [other, 'Somebody else'],
  ] as const) {
    const record = await opened(writer, name);
    record.entity.set('name', words);
    record.entity.text('notes').insert(0, `Notes of ${words}`);
    record.close();
  }
  const ordered = await opened(writer, order);
  ordered.entity.set('number', 'RM-10001');
  ordered.entity.set('client', 'c1');
  ordered.entity.set('signedBy', canary);
  ordered.entity.append('payments', { method: 'cash', amount: 2_500, note: canary });
  ordered.close();
  const asked = await opened(writer, ticket);
  asked.entity.set('subject', canary);
  asked.entity.set('order', 'o1');
  asked.entity.append('messages', { channel: 'client', body: canary });
  asked.close();
  await settled(writer);
  await writer.stop();
}
