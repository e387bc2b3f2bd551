/**
 * A scene for tests: replicas' connections (the part that says hello and comes back) to a relay behind its real door, each on a
 * real socket. Only the clock by which a connection waits is the test's.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import { Wire } from '../../client/replica/wire.ts';
import { createUpgrade } from '../../server/http/upgrade.ts';
import type { SlotLimits } from '../../server/http/slots.ts';
import { silentLog } from '../../server/log.ts';
import { createRelay } from '../../server/relay/create-relay.ts';
import { relayLimits } from '../../server/relay/limits.ts';
import type { Relay } from '../../server/relay/relay.ts';
import type { Store } from '../../server/store/store.ts';
import { must } from '../../shared/lib/assert.ts';
import { parseShop, parseUser } from '../../shared/lib/ids.ts';
import type { ManualTime } from '../../shared/lib/manual-time.ts';
import { seededRandom, systemRandom } from '../../shared/lib/random.ts';
import { StampClock } from '../../shared/lib/stamp.ts';
import { systemTime } from '../../shared/lib/time.ts';
import { schemaName } from '../../shared/schema/version.ts';

export const shop = must(parseShop('demo'), 'a shop');

export interface Door {
  readonly relay: Relay;
  readonly port: number;
  /** Ends it without a word to anybody, as a kill does. */
  kill(): Promise<void>;
}

/** A relay over the store, whose tokens are the users' names. */
export async function openDoor(store: Store, port = 0, slots?: SlotLimits): Promise<Door> {
  if (!(await store.hasShop(shop))) await store.createShop(shop, 'Demo');
  const verify = (token: string) => {
    const user = parseUser(token);
    return Promise.resolve(
      user && { shop, user, name: token, role: 'manager' as const, expires: Number.MAX_SAFE_INTEGER },
    );
  };
  const relay = createRelay({ store, verify, time: systemTime, random: systemRandom, log: silentLog });
  const upgrade = createUpgrade({
    relay,
    store,
    verify,
    origin: { origins: [], loopback: true },
    limits: relayLimits,
    ...(slots && { slots }),
    time: systemTime,
    log: silentLog,
  });
  const server: Server = createServer((_request, response) => response.writeHead(404).end());
  const open = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  server.on('upgrade', upgrade);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    relay,
    port: (server.address() as AddressInfo).port,
    async kill() {
      server.close();
      for (const socket of open) socket.destroy();
      await relay.drain();
    },
  };
}

export interface Line {
  readonly wire: Wire;
  /** Moments at which it began to connect, by the test's clock. */
  readonly tries: number[];
  /** Times that it was welcomed and had all pages that it had asked for. */
  caughtUp: number;
}

/** One replica's connection; `moved` is called whenever something about it is another. */
export function openLine(port: () => number, seed: number, time: ManualTime, moved: () => void): Line {
  const tries: number[] = [];
  let cursor = 0;
  let epoch = '';
  class Dialled extends WebSocket {
    constructor() {
      super(`ws://127.0.0.1:${port()}/sync`);
      tries.push(time.now());
    }
  }
  const wire = new Wire(
    {
      url: '',
      getToken: () => Promise.resolve('ana'),
      time,
      random: seededRandom(seed),
      WebSocket: Dialled,
      clock: new StampClock(time),
      fingerprint: schemaName,
      follow: () => ({ epoch, cursor, kinds: [] }),
    },
    {
      changed: moved,
      welcome: () => undefined,
      message: (message) => {
        if (message.type !== 'page') return;
        ({ cursor, epoch } = message);
        if (message.more) wire.send({ type: 'catch-up', cursor, kinds: [] });
        else line.caughtUp++;
        moved();
      },
      payload: () => undefined,
      lost: () => undefined,
    },
  );
  const line: Line = { wire, tries, caughtUp: 0 };
  return line;
}

/** Waits for what the lines do, without a clock. */
export class Moves {
  #waiting: (() => void)[] = [];

  readonly moved = (): void => {
    for (const wake of this.#waiting.splice(0)) wake();
  };

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
