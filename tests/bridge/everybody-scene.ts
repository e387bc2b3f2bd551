/**
 * A relay on a port with its store on disk, people at devices that talk to it over sockets which can be cut, programs that ask it
 * over HTTP, the emulated full API, and a bridge between them. Only the bridge's clock, and that of the legacy system, is the
 * test's: what it waits for takes no time.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemAuthors, type Author, type EntityName, type ShopId } from '../../shared/lib/ids.ts';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import { seededRandom, type Random } from '../../shared/lib/random.ts';
import { systemTime } from '../../shared/lib/time.ts';
import type { Row } from '../../shared/document/types.ts';
import type { EntityDocument } from '../../shared/document/entity-document.ts';
import type { Replica } from '../../client/replica/types.ts';
import { httpLegacyApi } from '../../server/bridge/api/http-legacy-api.ts';
import { rateBudget } from '../../server/bridge/api/rate-budget.ts';
import { fullMapping } from '../../server/bridge/mapping/full.ts';
import { usualLimits, type Parts } from '../../server/bridge/parts.ts';
import { relayRecords } from '../../server/bridge/relay-records.ts';
import { SqliteBridgeState } from '../../server/bridge/state/sqlite-bridge-state.ts';
import { keepDerived } from '../../server/derive/keep-derived.ts';
import { unadministered } from '../../server/accounts/unadministered-scene.ts';
import { createApp } from '../../server/http/app.ts';
import { listen } from '../../server/http/listen.ts';
import { noBackups } from '../../server/http/no-backups-scene.ts';
import { serving } from '../../server/http/serving-scene.ts';
import { createStaticFiles } from '../../server/http/static-files.ts';
import { createUpgrade } from '../../server/http/upgrade.ts';
import { silentLog } from '../../server/log.ts';
import { relayLimits } from '../../server/relay/limits.ts';
import { openWorkshop } from '../../server/workshop.ts';
import { Network } from '../browser/network.ts';
import { startFull, type FullEmulator } from '../legacy-api/full/start.ts';
import { startDevice, when } from '../support/device.ts';

export interface AtDevice {
  readonly replica: Replica;
  readonly network: Network;
}

export interface Everybody {
  readonly random: Random;
  readonly time: ManualTime;
  readonly legacy: FullEmulator;
  readonly people: readonly AtDevice[];
  readonly bridge: Parts;
  /** Asks the relay as a program; `path` is below the shop. */
  ask(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Response>;
  /** Reads what the relay holds of a record. */
  read<T>(name: EntityName, look: (entity: EntityDocument) => T): Promise<T>;
  row(name: EntityName): Promise<Row | undefined>;
  /** The bridge ends as by a kill, and another one goes on with what is on its disk. */
  restartBridge(): Promise<void>;
  /** What people did on their devices is on the relay, and what the relay has is on their devices. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

const shop = 'demo' as ShopId;

export async function everybody(seed: number): Promise<Everybody> {
  const random = seededRandom(seed);
  const folder = await mkdtemp(path.join(tmpdir(), 'solder-everybody-'));
  const workshop = await openWorkshop({ folder, time: systemTime, random, log: silentLog });
  const { store, relay, verify, mint } = workshop;
  await store.createShop(shop, 'Demo');
  const tokenOf = async (id: string): Promise<string> => {
    const user = { shop, id: id as Author, name: id, role: 'manager' } as const;
    await store.saveUser(user);
    return mint(user, 86_400_000);
  };
  const origin = { origins: [], loopback: true };
  const app = createApp({
    ...workshop,
    ...unadministered,
    backups: noBackups,
    origin,
    demoSignIn: false,
    staticFiles: createStaticFiles('/nowhere'),
    now: () => systemTime.now(),
    ...serving,
    log: silentLog,
  });
  const upgrade = createUpgrade({
    relay,
    store,
    verify,
    origin,
    limits: relayLimits,
    time: systemTime,
    log: silentLog,
  });
  const listening = await listen(app, { host: '127.0.0.1', port: 0, upgrade });
  const deriving = keepDerived({ store, relay, time: systemTime, log: silentLog });

  const time = new ManualTime(systemTime.now());
  const legacy = await startFull({ time, seed, choices: { statusEnforced: true } });
  const sleep = (ms: number): Promise<void> => {
    time.jump(time.now() + ms);
    return Promise.resolve();
  };
  let token = legacy.signIn().token;
  const api = httpLegacyApi({
    address: legacy.url,
    fetch: (address, init) => fetch(address, init),
    tokens: { current: () => token, renew: () => Promise.resolve((token = legacy.signIn().token)) },
    budget: rateBudget({ time, sleep, perMinute: 6_000, atOnce: 4 }),
    time,
    random,
    sleep,
  });
  const stateFile = path.join(folder, 'bridge.sqlite');
  let state = new SqliteBridgeState(stateFile);
  const kinds = fullMapping.kinds.map(({ kind }) => kind);
  const bridge: Parts = {
    mapping: fullMapping,
    api,
    get state() {
      return state;
    },
    records: relayRecords({ relay, store, shop, kinds }),
    now: () => time.now(),
    random,
    // Each round asks for these anew, of every kind: most of what it costs.
    limits: { ...usualLimits, reread: 4 },
    tell: () => {},
  };

  const people: AtDevice[] = [];
  for (const user of ['ana', 'ben']) {
    const network = await Network.to(listening.url);
    const device = { http: network.url, shop, user, token: await tokenOf(user), journal: false };
    people.push({ network, replica: await startDevice({ ...device, device: `${folder}-${user}` }) });
  }
  const program = await tokenOf('web');

  return {
    random,
    time,
    legacy,
    people,
    bridge,
    ask: (method, at, body, headers = {}) =>
      fetch(`${listening.url}/api/shops/${shop}/${at}`, {
        method,
        headers: { Authorization: `Bearer ${program}`, 'Content-Type': 'application/json', ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    read: (name, look) => relay.write({ shop, ...name }, systemAuthors.bridge, look),
    row: (name) => relay.row({ shop, ...name }),
    async restartBridge() {
      await state.close();
      state = new SqliteBridgeState(stateFile);
    },
    async settled() {
      for (const { replica } of people) {
        await when(
          (changed) => replica.subscribeStatus(changed),
          () => replica.status().state === 'completed',
        );
        await replica.syncNow();
      }
      await deriving.idle();
    },
    async close() {
      for (const { replica, network } of people) {
        await replica.stop();
        await network.close();
      }
      await deriving.stop();
      listening.cut();
      await listening.stop();
      await workshop.close();
      await state.close();
      await legacy.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
