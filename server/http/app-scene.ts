/** A scene for tests: the app over two shops, of which a token opens one, without a relay or a disk. */
import { parseEntityId, type Author, type ShopId } from '../../shared/lib/ids.ts';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import type { VersionedRow } from '../relay/relay.ts';
import { createMintToken, createVerifyToken } from '../auth/token.ts';
import { DiskFiles } from '../files/disk-files.ts';
import { MemoryDisk } from '../files/memory-disk.ts';
import { MemoryStore } from '../store/memory-store.ts';
import type { User } from '../store/store.ts';
import { noDevices, unadministered } from '../accounts/unadministered-scene.ts';
import { createApp, type AppDependencies } from './app.ts';
import { createStaticFiles } from './static-files.ts';
import { noBackups } from './no-backups-scene.ts';

const demo = 'demo' as ShopId;
const other = 'other' as ShopId;
const users: readonly User[] = [
  { shop: demo, id: 'ana' as Author, name: 'Ana', role: 'manager' },
  { shop: demo, id: 'vic' as Author, name: 'Vic', role: 'view' },
  { shop: other, id: 'zoe' as Author, name: 'Zoe', role: 'owner' },
];
export const canary = 'CANARY-of-the-other-shop';

export const row = (id: string, name: string): VersionedRow => ({
  version: 2,
  kind: 'client',
  id,
  at: 1,
  deleted: false,
  review: [],
  fields: { name },
});
const tables = new Map<ShopId, readonly VersionedRow[]>([
  [demo, ['a', 'b', 'c', 'd', 'e'].map((id) => row(id, `Client ${id}`))],
  [other, [row('a', canary), row('secret', canary)]],
]);

const nowhere = () => Promise.reject(new Error('not in this scene'));
const noSecrets: AppDependencies['secrets'] = {
  set: nowhere,
  clear: nowhere,
  reveal: nowhere,
  rotate: nowhere,
  facts: () => Promise.resolve([]),
  events: () => Promise.resolve([]),
};

/** An app over two shops of which a token opens one. */
export function appScene(changed: Partial<AppDependencies> = {}, dist = '/nowhere') {
  const time = new ManualTime();
  const key = new Uint8Array(32).fill(7);
  const health = { store: true, serving: true };
  const logged: string[] = [];
  const store: AppDependencies['store'] = {
    hasShop: (shop) => Promise.resolve(tables.has(shop)),
    shops: () => Promise.resolve([...tables.keys()].map((shop) => ({ shop, title: shop }))),
    shop: (shop) => Promise.resolve(tables.has(shop) ? { shop, title: shop } : undefined),
    users: (shop) => Promise.resolve(users.filter((user) => user.shop === shop)),
    user: (shop, id) => Promise.resolve(users.find((user) => user.shop === shop && user.id === id)),
    healthy: () => Promise.resolve(health.store),
    history: () => Promise.resolve(undefined),
    refused: () => Promise.resolve([]),
    audit: () => Promise.resolve([]),
    noteAudit: () => Promise.resolve(),
    erasures: () => Promise.resolve([]),
    isErased: () => Promise.resolve(false),
    row: ({ shop, kind, id }) => {
      const found = (tables.get(shop) ?? []).find((row) => row.kind === kind && row.id === id);
      return Promise.resolve(found && { id, row: JSON.stringify(found), stale: false, head: 2 });
    },
    inReview: () => Promise.resolve({ asking: [], stale: [] }),
    epoch: 'scene',
    programs: new MemoryStore().programs,
    page: () => Promise.reject(new Error('not in this scene')),
    head: () => Promise.resolve(0),
    moved: () => Promise.resolve({ upTo: 0, more: false, records: [] }),
    leaseNumbers: () => Promise.reject(new Error('not in this scene')),
    load: () => Promise.resolve(undefined),
    saveRow: () => Promise.resolve(),
    saveDerivation: () => Promise.resolve(),
    compact: () => Promise.resolve('stale'),
    replicas: () => Promise.resolve([]),
    forgetReplica: () => Promise.resolve(false),
    place: () => Promise.resolve(''),
    filePlaces: () => Promise.resolve([]),
    locations: () => Promise.resolve([]),
    saveLocation: () => Promise.resolve(true),
    removeLocation: () => Promise.resolve('unknown'),
    setApart: () => Promise.resolve(true),
  };
  const relay: AppDependencies['relay'] = {
    rows: (shop, kind, { after = '', limit }) => {
      const all = (tables.get(shop) ?? []).filter((row) => row.kind === kind && row.id > after);
      const rows = all.slice(0, limit);
      const last = rows.at(-1);
      return Promise.resolve({ rows, next: all.length > limit && last ? parseEntityId(last.id) : undefined });
    },
    row: ({ shop, kind, id }) =>
      Promise.resolve(tables.get(shop)?.find((row) => row.kind === kind && row.id === id)),
    write: () => Promise.reject(new Error('not in this scene')),
    endRefused: () => Promise.resolve(),
    settleRefused: () => Promise.resolve(false),
    changeUser: () => Promise.reject(new Error('not in this scene')),
    locate: () => Promise.resolve(),
    acceptLoss: () => Promise.resolve({ done: 'no-record' }),
    connections: () => ({ all: 0, connections: [] }),
  };
  const mint = createMintToken(key, time);
  const files = new DiskFiles({ disk: new MemoryDisk(time), perShop: 2 ** 20 });
  const app = createApp({
    relay,
    store,
    files,
    secrets: noSecrets,
    eraser: {
      plan: () => Promise.reject(new Error('not in this scene')),
      erase: () => Promise.reject(new Error('not in this scene')),
    },
    ...unadministered,
    backups: noBackups,
    verifyOperator: () => Promise.resolve(false),
    mint,
    verify: createVerifyToken(key, time, { ...store, accounts: noDevices }),
    origin: { origins: [], loopback: true },
    demoSignIn: true,
    staticFiles: createStaticFiles(dist),
    now: () => time.now(),
    draining: {
      serving: () => health.serving,
      begin: () => Promise.resolve({ sockets: 0, stored: true, folded: true }),
    },
    endProcess: () => {},
    log: (level, event, about) => logged.push(JSON.stringify({ level, event, ...about })),
    ...changed,
  });
  const get = async (target: string, as: User | undefined = users[0]) => {
    const token = as && (await mint(as, 60_000));
    return app.request(target, { headers: token ? { Authorization: `Bearer ${token}` } : {} });
  };
  return { app, get, mint, health, logged, store, relay, files, time };
}
