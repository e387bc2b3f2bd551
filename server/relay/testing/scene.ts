/** A relay with a store, people who have tokens, and a way to let everything that is under way arrive. */
import { setImmediate } from 'node:timers/promises';
import * as Y from 'yjs';
import { must } from '../../../shared/lib/assert.ts';
import type { Author, ShopId } from '../../../shared/lib/ids.ts';
import { parseEntityKey } from '../../../shared/lib/ids.ts';
import { ManualTime } from '../../../shared/lib/manual-time.ts';
import { seededRandom } from '../../../shared/lib/random.ts';
import { StampClock } from '../../../shared/lib/stamp.ts';
import type { EntityDocument } from '../../../shared/document/entity-document.ts';
import { openEntity } from '../../../shared/document/open-entity.ts';
import type { Follow } from '../../../shared/protocol/messages.ts';
import type { Role } from '../../../shared/schema/field.ts';
import { kindNamed } from '../../../shared/schema/kinds.ts';
import type { Identity, VerifyToken } from '../../auth/identity.ts';
import type { Level } from '../../log.ts';
import { MemoryStore } from '../../store/memory-store.ts';
import type { DocumentName, Store } from '../../store/store.ts';
import { createRelay } from '../create-relay.ts';
import type { Meter } from '../meter.ts';
import type { Relay, RelayLimits } from '../relay.ts';
import { Peer } from './peer.ts';

export const demo = 'demo' as ShopId;

export interface Scene<S extends Store = Store> {
  readonly relay: Relay;
  readonly store: S;
  readonly time: ManualTime;
  readonly logged: { readonly level: Level; readonly event: string }[];
  /** Connects a person; nothing has arrived yet. The token is `user`, `user:role` or `user:role:shop`. */
  readonly connect: (token: string, follow?: Follow) => Peer;
  /** Lets everything arrive: until nothing moved for some turns. */
  readonly settle: () => Promise<void>;
  /** A person's typed access to a document that a peer has open. */
  readonly entity: (peer: Peer, name: string, user: string) => EntityDocument;
  /** What is stored of a document, as a document. */
  readonly stored: (name: string, shop?: ShopId) => Promise<Y.Doc>;
}

export const documentName = (name: string, shop = demo): DocumentName => ({
  shop,
  ...must(parseEntityKey(name), 'a legal name'),
});

export const identityOf = (token: string, time: ManualTime): Identity | undefined => {
  const [user = '', role = 'manager', shop = 'demo'] = token.split(':');
  if (user === '' || user === 'nobody') return undefined;
  return {
    shop: shop as ShopId,
    user: user as Author,
    name: user.toUpperCase(),
    role: role as Role,
    expires: time.now() + 86_400_000,
  };
};

export interface SceneOptions<S extends Store> {
  readonly store: S;
  readonly limits?: Partial<RelayLimits>;
  readonly seed?: number;
  readonly oldestSchema?: number;
  readonly meter?: Meter;
  /** Judges tokens in the place of their own words. */
  readonly verify?: (time: ManualTime) => VerifyToken;
}

export async function sceneWith<S extends Store>({
  store,
  limits = {},
  seed = 1,
  oldestSchema,
  meter,
  verify = (time) => (token) => Promise.resolve(identityOf(token, time)),
}: SceneOptions<S>): Promise<Scene<S>> {
  for (const shop of ['demo', 'other']) await store.createShop(shop as ShopId, shop);
  const time = new ManualTime();
  const random = seededRandom(seed);
  const logged: { level: Level; event: string }[] = [];
  const relay = createRelay({
    store,
    verify: verify(time),
    time,
    random,
    log: (level, event) => void logged.push({ level, event }),
    limits,
    ...(oldestSchema !== undefined && { oldestSchema }),
    ...(meter && { meter }),
  });
  const peers: Peer[] = [];
  return {
    relay,
    store,
    time,
    logged,
    connect(token, follow) {
      const peer = new Peer();
      peers.push(peer);
      relay.accept(peer.socket.asWebSocket);
      peer.hello(token, follow);
      return peer;
    },
    async settle() {
      for (let quiet = 0; quiet < 12; quiet++) {
        await setImmediate();
        for (const peer of peers) if (peer.receive() > 0) quiet = 0;
      }
    },
    entity(peer, name, user) {
      const { doc } = peer.opened(name);
      const kind = must(kindNamed(name.slice(0, name.indexOf('/'))), 'a declared kind');
      return openEntity({ doc, kind, author: user, clock: new StampClock(time), random });
    },
    async stored(name, shop = demo) {
      const doc = new Y.Doc();
      const stored = await store.load(documentName(name, shop));
      for (const update of stored?.updates ?? []) Y.applyUpdate(doc, update);
      return doc;
    },
  };
}

export const scene = (
  limits: Partial<RelayLimits> = {},
  more: Pick<SceneOptions<MemoryStore>, 'oldestSchema'> = {},
): Promise<Scene<MemoryStore>> => sceneWith({ store: new MemoryStore(), limits, ...more });
