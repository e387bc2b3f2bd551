/** When the relay is told of whoever signed out without a network. */
import { afterEach, expect, test, vi } from 'vitest';
import { ManualTime } from '../../../shared/lib/manual-time.ts';
import { departuresOf } from './departures.ts';
import { Sessions, type Session } from './sessions.ts';

afterEach(() => vi.unstubAllGlobals());

const ana: Session = { shop: 'demo', user: 'ana', name: 'Ana', role: 'manager', token: 't', by: 'account' };

function scene() {
  const held = new Map<string, string>();
  const shelf = {
    keys: () => [...held.keys()],
    get: (key: string) => held.get(key),
    set: (key: string, text: string) => void held.set(key, text),
    remove: (key: string) => void held.delete(key),
  };
  const time = new ManualTime();
  const sessions = new Sessions(shelf, { getItem: () => null, setItem: () => {} }, time);
  const network = new EventTarget();
  const asked: string[] = [];
  const relay = { isThere: false };
  vi.stubGlobal('fetch', (url: string, { method }: RequestInit) => {
    asked.push(`${method} ${url}`);
    return relay.isThere
      ? Promise.resolve(new Response(null, { status: 204 }))
      : Promise.reject(new TypeError());
  });
  const departures = departuresOf({
    sessions,
    indexedDB: undefined,
    time,
    texts: { length: 0, key: () => null, removeItem: () => {} },
    BroadcastChannel,
    network,
  });
  return { sessions, network, departures, asked, relay };
}

test('OUT-3: who signed out without a network is told of as soon as there is one, with no new start', async () => {
  const { sessions, network, departures, asked, relay } = scene();
  const end = departures.tellWhenOnline();
  sessions.enter(ana);
  network.dispatchEvent(new Event('online'));
  sessions.go(ana);
  await departures.finish();
  await expect.poll(() => asked).toEqual(['DELETE /api/session/demo/ana']);
  expect(sessions.going()).toEqual([{ shop: 'demo', user: 'ana', step: 'relay' }]);
  relay.isThere = true;
  network.dispatchEvent(new Event('online'));
  await expect.poll(() => sessions.going()).toEqual([]);
  expect(asked).toHaveLength(2);
  end();
  sessions.go(ana);
  network.dispatchEvent(new Event('online'));
  await departures.finish();
  await expect.poll(() => asked).toHaveLength(3);
});
