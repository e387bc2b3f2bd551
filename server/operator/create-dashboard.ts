/** Puts the dashboard together out of the relay, its measures, and a look at the store. */
import { randomUUID } from 'node:crypto';
import type { BridgeQueue, Overview } from '../../shared/operator/overview.ts';
import type { Author, ShopId } from '../../shared/lib/ids.ts';
import { entityKey } from '../../shared/lib/ids.ts';
import type { EnterDashboard } from '../auth/operator-link.ts';
import type { VerifyOperator } from '../auth/operator-token.ts';
import type { Log } from '../log.ts';
import type { Counts } from '../metrics/create-metrics.ts';
import type { Relay } from '../relay/relay.ts';
import type { Store } from '../store/store.ts';
import { solderVersion } from '../version.ts';
import { actLine } from '../relay/act-line.ts';
import { noteActs } from './acts.ts';
import type { Dashboard } from './dashboard.ts';
import type { Inspector, StoreLook } from './inspector.ts';

export interface DashboardDependencies {
  readonly relay: Pick<Relay, 'stats' | 'connections' | 'connectionsOf' | 'inRecord' | 'disconnect'>;
  readonly store: Pick<Store, 'noteAudit'>;
  readonly inspector: Pick<Inspector, 'look' | 'document'>;
  readonly enter: EnterDashboard;
  readonly admits: VerifyOperator;
  readonly counts: () => Promise<Counts>;
  readonly room: () => Promise<Pick<Overview, 'storeBytes' | 'queuedBytes' | 'freeBytes'>>;
  /** Milliseconds that this thread worked and waited since its start. */
  readonly thread: () => { readonly active: number; readonly idle: number };
  /** Undefined where no shop has a bridge. */
  readonly bridge: () => Promise<BridgeQueue | undefined>;
  readonly serving: () => boolean;
  readonly now: () => number;
  readonly log: Log;
}

/** Looking at the store reads whole tables; whoever looks sooner again is told the same, in milliseconds. */
const lookEvery = 20_000;
const listed = 50;

export function createDashboard(given: DashboardDependencies): Dashboard {
  const { relay, store, inspector, counts, room, thread, bridge, serving, now, log } = given;
  const started = now();
  const run = randomUUID();
  let looked: StoreLook | undefined;
  let looking: Promise<StoreLook> | undefined;

  /** However many look, the store is read once at a time. */
  function lookAgain(): Promise<StoreLook> {
    looking ??= inspector
      .look({ now: now(), limit: listed })
      .then((found) => (looked = found))
      .finally(() => (looking = undefined));
    return looking;
  }

  return {
    enter: given.enter,
    admits: given.admits,
    async overview() {
      const { sockets, rooms, behind } = relay.stats();
      const bridged = await bridge();
      return {
        version: solderVersion,
        run,
        started,
        now: now(),
        draining: !serving(),
        connections: sockets,
        rooms,
        behind,
        ...(await room()),
        thread: thread(),
        ...(await counts()),
        ...(bridged && { bridge: bridged }),
      };
    },
    async look() {
      const found = looked && now() - looked.at < lookEvery ? looked : await lookAgain();
      const shops = found.shops.map((shop) => ({
        ...shop,
        connections: relay.connectionsOf(shop.shop as ShopId),
      }));
      return { ...found, shops };
    },
    connections: (query) => relay.connections(query),
    async document(name) {
      const found = await inspector.document(name);
      if (!found) return undefined;
      // Nobody is shown what a record says before it is noted that somebody looked.
      await store.noteAudit([actLine(name.shop, 'looked-into', now(), { record: entityKey(name) })]);
      return { ...found, here: relay.inRecord(name) };
    },
    async disconnect(shop, whose) {
      const { connections } = relay.connections({ shop, limit: Infinity });
      const theirs = connections.filter((each) =>
        'user' in whose ? each.user === whose.user : each.session === whose.session,
      );
      if (theirs.length === 0) return 0;
      const lines = theirs.map(({ user, session }) =>
        actLine(shop, 'disconnected', now(), { whom: user as Author, session }),
      );
      await noteActs(given, lines);
      const closed = relay.disconnect(shop, whose);
      log('info', 'disconnected-by-operator', { shop, ...whose, closed });
      return closed;
    },
  };
}
