/** A scene for tests: a relay in memory whose people sign in with passwords, as browsers ask it: with cookies, headers and paths. */
import { expect, vi } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import { parseFileId, type Author, type ShopId } from '../../shared/lib/ids.ts';
import { seededRandom } from '../../shared/lib/random.ts';
import type { Role } from '../../shared/schema/field.ts';
import { createMintToken, createVerifyToken } from '../auth/token.ts';
import { createEraser } from '../erase/eraser.ts';
import { DiskFiles } from '../files/disk-files.ts';
import { sha256Of } from '../files/files-scene.ts';
import { MemoryDisk } from '../files/memory-disk.ts';
import { createApp } from '../http/app.ts';
import type { OriginRule } from '../http/origin.ts';
import { createStaticFiles } from '../http/static-files.ts';
import type { Peer } from '../relay/testing/peer.ts';
import { sceneWith } from '../relay/testing/scene.ts';
import { testKeys } from '../secrets/keys-scene.ts';
import { createSecrets } from '../secrets/secrets.ts';
import { MemoryStore } from '../store/memory-store.ts';
import { usualSettings, type AccountSettings } from './account-settings.ts';
import { createAccounts } from './create-accounts.ts';
import { createAdministration, type AdministrationAct } from './administration.ts';
import { exportShop } from './export-shop.ts';
import { createHasher, type Hasher } from './hasher.ts';
import { noBackups } from '../http/no-backups-scene.ts';
import { serving } from '../http/serving-scene.ts';

/** The least that argon2 takes: tests are about what is done with a hash. */
export const cheap = { memory: 8, passes: 1, lanes: 1 } as const;
export const demo = 'demo' as ShopId;
export const named = (user: string, shop = demo) => ({ shop, user: user as Author });
export const goodPassword = 'a lathe of quinces';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // Whatever a test expects it to be.
  readonly body: Readonly<Record<string, unknown>>;
}

export async function accountsScene(
  given: {
    readonly settings?: AccountSettings;
    readonly origin?: OriginRule;
    readonly hasher?: Hasher;
    /** False where an identity provider signs people in. */
    readonly passwords?: boolean;
  } = {},
) {
  const key = new Uint8Array(32).fill(7);
  const store = new MemoryStore();
  const setting = await sceneWith({
    store,
    limits: { heartbeat: 86_400_000 },
    verify: (time) => createVerifyToken(key, time, store),
  });
  const { relay, time } = setting;
  const logged: string[] = [];
  const log = (level: string, event: string, about: object = {}): void =>
    void logged.push(JSON.stringify({ level, event, ...about }));
  const people: readonly (readonly [string, Role])[] = [
    ['otto', 'owner'],
    ['ana', 'manager'],
    ['ben', 'technician'],
  ];
  for (const [id, role] of people) {
    await store.saveUser({ shop: demo, id: id as Author, name: `${id} of the shop`, role });
  }
  const mint = createMintToken(key, time);
  const files = new DiskFiles({ disk: new MemoryDisk(time), perShop: 2 ** 20 });
  const accounts = createAccounts({
    store,
    mint,
    hasher: given.hasher ?? createHasher({ cost: cheap }),
    time,
    settings: given.settings ?? usualSettings,
    cut: ({ shop, user }, devices) => {
      for (const device of devices) relay.cut({ shop, user, device }, 'unauthorized');
    },
    log,
  });
  const removed: ShopId[] = [];
  /** Notes of which shops the bridge was asked to go. */
  const bridges = {
    removed,
    removeShop: (shop: ShopId): Promise<void> => {
      removed.push(shop);
      return Promise.resolve();
    },
  };
  const administration = createAdministration({
    store,
    relay,
    files,
    bridges,
    accounts,
    passwords: given.passwords ?? true,
    now: () => time.now(),
    random: seededRandom(9),
    log,
  });
  /** What an operator asks for. */
  const act = (what: AdministrationAct, asked: Readonly<Record<string, unknown>> = {}) =>
    administration[what](new Map(Object.entries({ shop: 'demo', ...asked })));
  const app = createApp({
    random: seededRandom(8),
    relay,
    store,
    files,
    secrets: createSecrets({
      store,
      keys: testKeys(),
      now: () => time.now(),
      shown: () => Promise.resolve(undefined),
    }),
    eraser: createEraser({ store, relay, files, time, random: seededRandom(1) }),
    backups: noBackups,
    accounts,
    passwords: given.passwords ?? true,
    administration,
    exported: (shop) => exportShop({ store, relay, files, now: () => time.now() }, shop),
    verify: createVerifyToken(key, time, store),
    verifyOperator: (token) => Promise.resolve(token === 'operator'),
    mint,
    origin: given.origin ?? { origins: [], loopback: true },
    demoSignIn: false,
    staticFiles: createStaticFiles('/nowhere'),
    now: () => time.now(),
    ...serving,
    log,
  });

  async function ask(target: string, init: RequestInit = {}): Promise<Answer> {
    const response = await app.request(target, init);
    const text = await response.text();
    const body = text.startsWith('{') || text.startsWith('[') ? (JSON.parse(text) as Answer['body']) : {};
    return { status: response.status, headers: response.headers, text, body };
  }
  const post = (target: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Answer> =>
    ask(target, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Host: 'localhost:4500', ...headers },
      body: JSON.stringify(body),
    });

  /** A browser of somebody's: it keeps the one cookie that it is given. */
  const browser = () => {
    let cookie = '';
    const keep = (answer: Answer): Answer => {
      const given = answer.headers.get('set-cookie');
      if (given) cookie = given.slice(0, given.indexOf(';'));
      return answer;
    };
    const carrying = (headers: Record<string, string> = {}) => ({ Cookie: cookie, ...headers });
    return {
      get cookie() {
        return cookie;
      },
      set cookie(text: string) {
        cookie = text;
      },
      signIn: async (user: string, password = goodPassword) =>
        keep(await post('/api/session', { shop: 'demo', user, password, device: 'Tablet' })),
      post: async (target: string, body: unknown = {}, headers: Record<string, string> = {}) =>
        keep(await post(target, body, carrying(headers))),
      refresh: async (user: string) => keep(await post(`/api/session/demo/${user}/refresh`, {}, carrying())),
      unlock: async (user: string, pin: string) =>
        keep(await post(`/api/session/demo/${user}/unlock`, { pin }, carrying())),
      signOut: (user: string) =>
        ask(`/api/session/demo/${user}`, { method: 'DELETE', headers: carrying({ Host: 'localhost:4500' }) }),
    };
  };

  /** Invites somebody and chooses their password. */
  async function settleIn(user: string, password = goodPassword): Promise<ReturnType<typeof browser>> {
    const { code } = await accounts.invite(named(user), 'operator');
    const theirs = browser();
    await theirs.post('/api/session/invitation/accept', { code, password });
    return theirs;
  }

  /** Connects, and waits until somebody is let in or turned away: checking a real token takes a thread its time. */
  async function connect(token: unknown): Promise<Peer> {
    const peer = setting.connect(String(token));
    await vi.waitFor(async () => {
      await setting.settle();
      expect(peer.told('welcome').length > 0 || peer.socket.closed !== undefined).toBe(true);
    });
    return peer;
  }

  /** A photo of the shop's that is whole. */
  async function keepFile(): Promise<void> {
    const bytes = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 4]);
    const name = {
      shop: demo,
      id: must(parseFileId('1'.repeat(22)), 'a legal id'),
      rendition: 'full',
    } as const;
    const facts = { length: bytes.length, type: 'image/jpeg', sha256: sha256Of(bytes) } as const;
    await files.begin(name, { ...facts, by: 'ana' as Author });
    await files.append(
      name,
      0,
      (async function* () {
        yield await Promise.resolve(bytes);
      })(),
    );
  }

  const identityOf = createVerifyToken(key, time, store);
  return {
    ...setting,
    identityOf,
    connect,
    app,
    ask,
    post,
    browser,
    settleIn,
    accounts,
    administration,
    act,
    files,
    bridges,
    keepFile,
    mint,
    key,
    logged,
  };
}

export const bearer = (token: unknown): { readonly Authorization: string } => ({
  Authorization: `Bearer ${String(token)}`,
});
