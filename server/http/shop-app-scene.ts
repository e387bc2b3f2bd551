/** A scene for tests: the app over a relay and its store, and people who ask it with their tokens. */
import type { Author } from '../../shared/lib/ids.ts';
import type { Role } from '../../shared/schema/field.ts';
import { DiskFiles } from '../files/disk-files.ts';
import { MemoryDisk } from '../files/memory-disk.ts';
import { seededRandom } from '../../shared/lib/random.ts';
import { createEraser } from '../erase/eraser.ts';
import type { RelayLimits } from '../relay/relay.ts';
import { demo, identityOf, sceneWith, type Scene } from '../relay/testing/scene.ts';
import { MemoryStore } from '../store/memory-store.ts';
import { createSecrets } from '../secrets/secrets.ts';
import { testKeys } from '../secrets/keys-scene.ts';
import { unadministered } from '../accounts/unadministered-scene.ts';
import { createApp, type AppDependencies } from './app.ts';
import { createStaticFiles } from './static-files.ts';
import { noBackups } from './no-backups-scene.ts';
import { serving } from './serving-scene.ts';

export interface Answer {
  readonly status: number;
  // Whatever a test expects it to be.
  readonly body: Readonly<Record<string, unknown>>;
}

/** People of a shop, by the token that is their name: each token is `user:role`. */
export async function shopApp(
  limits: Partial<RelayLimits> = {},
  more: (setting: Scene<MemoryStore>) => Partial<AppDependencies> = () => ({}),
) {
  // Peers here answer no heartbeat, and tests let hours pass.
  const setting = await sceneWith({ store: new MemoryStore(), limits: { heartbeat: 86_400_000, ...limits } });
  const { relay, store, time } = setting;
  const people: readonly (readonly [string, Role])[] = [
    ['ana', 'manager'],
    ['ben', 'technician'],
    ['fay', 'front-desk'],
    ['vic', 'view'],
  ];
  for (const [id, role] of people) {
    await store.saveUser({ shop: demo, id: id as Author, name: id, role });
  }
  const secrets = createSecrets({
    store,
    keys: testKeys(),
    now: () => time.now(),
    shown: async (name) => {
      const row = await relay.row(name);
      return row && ((field) => row.fields[field]);
    },
  });
  const files = new DiskFiles({ disk: new MemoryDisk(time), perShop: 2 ** 20 });
  const app = createApp({
    relay,
    store,
    secrets,
    ...unadministered,
    eraser: createEraser({ store, relay, files, time, random: seededRandom(1) }),
    backups: noBackups,
    verifyOperator: (token) => Promise.resolve(token === 'operator'),
    files,
    verify: (token) => Promise.resolve(identityOf(token, time)),
    mint: () => Promise.resolve(''),
    origin: { origins: [], loopback: true },
    demoSignIn: false,
    staticFiles: createStaticFiles('/nowhere'),
    now: () => time.now(),
    ...serving,
    log: () => {},
    ...more(setting),
  });
  const tokenOf = (user: string): string =>
    people
      .filter(([id]) => id === user)
      .map(([id, role]) => `${id}:${role}`)
      .join('') || user;

  const ask = async (as: string, target: string, init: RequestInit = {}): Promise<Answer> => {
    const headers = new Headers(init.headers);
    headers.set('Authorization', `Bearer ${tokenOf(as)}`);
    const asked = app.request(`/api/shops/demo/${target}`, { ...init, headers });
    await setting.settle();
    const response = await asked;
    return { status: response.status, body: await response.json() };
  };
  const get = (as: string, target: string): Promise<Answer> => ask(as, target);
  const post = (as: string, target: string, body: unknown = {}): Promise<Answer> =>
    ask(as, target, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  const put = (as: string, target: string, body: unknown): Promise<Answer> =>
    ask(as, target, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  const remove = (as: string, target: string): Promise<Answer> => ask(as, target, { method: 'DELETE' });
  return { ...setting, app, secrets, files, get, post, put, remove, tokenOf };
}
