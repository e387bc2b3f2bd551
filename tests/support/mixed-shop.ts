/** A shop whose relay and devices are of several versions at once (`schema-versions.ts`); they all work on one trial. */
import 'fake-indexeddb/auto';
import { expect, vi } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import type { Author, ShopId } from '../../shared/lib/ids.ts';
import { systemRandom } from '../../shared/lib/random.ts';
import { systemTime } from '../../shared/lib/time.ts';
import { silentLog } from '../../server/log.ts';
import { processScene, type ProcessScene, type Running } from '../../server/process-scene.ts';
import { openWorkshop } from '../../server/workshop.ts';
import { Line } from '../../client/replica/testing/line.ts';
import { named, opened } from '../../client/replica/testing/scene.ts';
import type { OpenRecord, Replica } from '../../client/replica/types.ts';
import { buildOf, names, versions, type Build, type Version } from './schema-versions.ts';

const shop = 'demo' as ShopId;
const people: Record<Version, string> = { behind: 'ben', present: 'ana', ahead: 'cai' };
export const patient = { timeout: 20_000 };
export const trial = named('trial', 'x');

export interface Actor {
  readonly version: Version;
  readonly replica: Replica;
  readonly line: Line;
  readonly record: OpenRecord;
  /** The field of a trial, as this version calls it. */
  readonly field: (name: 'colour' | 'tags' | 'notes' | 'stock') => string;
}

export class MixedShop {
  readonly #builds: ReadonlyMap<Version, Build>;
  readonly #tokens = new Map<string, string>();
  readonly #running: Replica[] = [];
  #scene: ProcessScene | undefined;
  #relay: Running | undefined;
  #devices = 0;

  private constructor(builds: ReadonlyMap<Version, Build>) {
    this.#builds = builds;
  }

  static async make(): Promise<MixedShop> {
    return new MixedShop(
      new Map(await Promise.all(versions.map(async (each) => [each, await buildOf(each)] as const))),
    );
  }

  build(version: Version): Build {
    return must(this.#builds.get(version), 'a build');
  }

  /** Starts a relay of this folder's scripts, of a shop with nothing in it. */
  async start(server: string): Promise<void> {
    this.#tokens.clear();
    const scene = await processScene({ server });
    this.#scene = scene;
    const workshop = await openWorkshop({
      folder: scene.folder,
      time: systemTime,
      random: systemRandom,
      log: silentLog,
    });
    await workshop.store.createShop(shop, 'Demo');
    for (const id of ['ana', 'ben', 'cai', 'dee']) {
      await workshop.store.saveUser({ shop, id: id as Author, name: id, role: 'technician' });
    }
    await workshop.close();
    this.#relay = await scene.relay({ SOLDER_DEMO: 'off' });
  }

  /** A name of a device that no other has. */
  freshDevice(): string {
    return `mixed-${this.#devices++}`;
  }

  async replica(version: Version, user: string, line: Line, device: string): Promise<Replica> {
    const token = await this.#tokenOf(user);
    const replica = await this.build(version).createReplica({
      url: `${this.#url.replace('http', 'ws')}/sync`,
      getToken: () => Promise.resolve(token),
      shop,
      user: { id: user },
      time: systemTime,
      random: systemRandom,
      WebSocket: line.WebSocket,
      indexedDB,
      IDBKeyRange,
      journal: false,
      device,
    });
    this.#running.push(replica);
    return replica;
  }

  /** Somebody with the trial open before them. */
  async actor(version: Version, user = people[version]): Promise<Actor> {
    const line = new Line(WebSocket);
    const replica = await this.replica(version, user, line, this.freshDevice());
    const record = await opened(replica, trial);
    await vi.waitFor(() => expect(record.live).toBe(true), patient);
    return { version, replica, line, record, field: (name) => names[version][name] };
  }

  async rest(path: string, body?: unknown): Promise<{ readonly status: number; readonly body: unknown }> {
    const response = await fetch(`${this.#url}/api/shops/demo/${path}`, {
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
      headers: { Authorization: `Bearer ${await this.#tokenOf('ana')}`, 'Content-Type': 'application/json' },
    });
    return { status: response.status, body: await response.json() };
  }

  /** Ends the relay and the devices. */
  async leave(): Promise<void> {
    await Promise.all(this.#running.splice(0).map((replica) => replica.stop()));
    await this.#scene?.end();
    this.#scene = undefined;
  }

  async close(): Promise<void> {
    await this.leave();
    for (const build of this.#builds.values()) await build.remove();
  }

  get #url(): string {
    return must(this.#relay, 'a relay').url;
  }

  async #tokenOf(user: string): Promise<string> {
    const known = this.#tokens.get(user);
    if (known !== undefined) return known;
    const { out } = await must(this.#scene, 'a scene').solder(
      'token',
      'create',
      '--shop',
      shop,
      '--user',
      user,
    );
    this.#tokens.set(user, out.trim());
    return out.trim();
  }
}

/** Everybody has a network, nothing waits, and everybody has the same. */
export async function meet(actors: readonly Actor[]): Promise<void> {
  for (const { line } of actors) line.mend();
  await vi.waitFor(async () => {
    for (const { replica } of actors) await replica.syncNow();
    for (const { replica } of actors) expect(replica.status().pending.edits).toBe(0);
    const [first, ...rest] = actors.map(({ record }) => storedIn(record));
    for (const each of rest) expect(each).toEqual(first);
  }, patient);
}

/** All that is stored of the trial, whoever knows what it means. */
export const storedIn = ({ doc }: OpenRecord) => ({
  registers: doc.getArray('registers').toJSON(),
  remarks: doc.getText('text:remarks').toJSON(),
  moves: doc.getArray('log:moves').toJSON(),
  memo: doc.getText('text:memo').toJSON(),
  visits: doc.getArray('log:visits').toJSON(),
});
