/** A relay behind a real WebSocket server on a port of its own: `/sync` and `/sync/SHOP/KIND/ID?token=USER`. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { must } from '../../../shared/lib/assert.ts';
import type { ShopId } from '../../../shared/lib/ids.ts';
import { parseEntityKey } from '../../../shared/lib/ids.ts';
import { ManualTime } from '../../../shared/lib/manual-time.ts';
import { seededRandom } from '../../../shared/lib/random.ts';
import { systemTime, type Time } from '../../../shared/lib/time.ts';
import type { Level } from '../../log.ts';
import { MemoryStore } from '../../store/memory-store.ts';
import type { Store } from '../../store/store.ts';
import { createRelay } from '../create-relay.ts';
import { relayLimits } from '../limits.ts';
import type { Relay, RelayLimits } from '../relay.ts';
import { identityOf } from './scene.ts';

export interface RealServer {
  readonly relay: Relay;
  readonly store: Store;
  readonly url: string;
  readonly logged: { readonly level: Level; readonly event: string }[];
  readonly stop: () => Promise<void>;
}

export async function realServer({
  store = new MemoryStore(),
  limits = {},
  time = systemTime,
}: { store?: Store; limits?: Partial<RelayLimits>; time?: Time } = {}): Promise<RealServer> {
  await store.createShop('demo' as ShopId, 'Demo');
  const logged: { level: Level; event: string }[] = [];
  const identities = new ManualTime(Date.now());
  const relay = createRelay({
    store,
    verify: (token) => Promise.resolve(identityOf(token, identities)),
    time,
    random: seededRandom(1),
    log: (level, event) => void logged.push({ level, event }),
    limits,
  });
  const maxPayload = limits.maxFrame ?? relayLimits.maxFrame;
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload });
  const server: Server = createServer();
  server.on('upgrade', (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const url = new URL(must(request.url, 'a target'), 'http://relay');
      const [shop = '', ...name] = url.pathname.slice('/sync/'.length).split('/');
      if (shop === '') return relay.accept(webSocket);
      const entity = must(parseEntityKey(name.join('/')), 'a legal name');
      const identity = must(identityOf(url.searchParams.get('token') ?? '', identities), 'a token');
      relay.acceptPlain(webSocket, { shop: shop as ShopId, ...entity }, identity);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    relay,
    store,
    url: `ws://127.0.0.1:${port}/sync`,
    logged,
    async stop() {
      await relay.drain();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      await store.close();
    },
  };
}
