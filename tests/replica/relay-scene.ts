/** A real relay on a real port, over a store in memory, whose tokens are the users' names. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { must } from '../../shared/lib/assert.ts';
import { parseShop, parseUser } from '../../shared/lib/ids.ts';
import { systemRandom } from '../../shared/lib/random.ts';
import { systemTime } from '../../shared/lib/time.ts';
import type { Role } from '../../shared/schema/field.ts';
import { createRelay } from '../../server/relay/create-relay.ts';
import type { Relay, RelayLimits } from '../../server/relay/relay.ts';
import { MemoryStore } from '../../server/store/memory-store.ts';
import type { Store } from '../../server/store/store.ts';

export const shop = must(parseShop('demo'), 'a shop');

export interface RelayScene<S extends Store = MemoryStore> {
  readonly relay: Relay;
  readonly store: S;
  readonly url: string;
  readonly WebSocket: typeof WebSocket;
  /** What users may do, from their next connection on; whoever is not named is a manager. */
  readonly roles: Map<string, Role>;
  /** The locations that users are of, from their next connection on, where the shop keeps them apart; who is not named is of all. */
  readonly locations: Map<string, readonly string[]>;
  /** Ends every connection without a word. */
  dropAll(): void;
  close(): Promise<void>;
}

export const relayScene = (
  limits: Partial<RelayLimits> = {},
  store = new MemoryStore(),
): Promise<RelayScene> => relayOver(store, limits);

/** Over any store, which is the caller's to close. */
export async function relayOver<S extends Store>(
  store: S,
  limits: Partial<RelayLimits> = {},
): Promise<RelayScene<S>> {
  if (!(await store.hasShop(shop))) await store.createShop(shop, 'Demo');
  const roles = new Map<string, Role>();
  const locations = new Map<string, readonly string[]>();
  const relay = createRelay({
    store,
    time: systemTime,
    random: systemRandom,
    log: () => undefined,
    limits,
    verify: async (token) => {
      const user = parseUser(token);
      const found = await store.shop(shop);
      const of = user && locations.get(user);
      return (
        user && {
          shop,
          user,
          name: token,
          role: roles.get(user) ?? 'manager',
          expires: Number.MAX_SAFE_INTEGER,
          ...(of && { locations: of }),
          ...(found?.apart && { apart: true }),
        }
      );
    },
  });
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  server.on('connection', (socket) => relay.accept(socket));
  return {
    relay,
    store,
    roles,
    locations,
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/sync`,
    WebSocket,
    dropAll: () => {
      for (const socket of server.clients) socket.terminate();
    },
    async close() {
      for (const socket of server.clients) socket.terminate();
      await relay.drain();
      server.close();
    },
  };
}
