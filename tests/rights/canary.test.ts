/**
 * Two shops on one relay, one of them marked wherever it keeps anything: whatever the other's owner, and nobody at all, asks at
 * every door, no byte of what is sent has the mark.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, it, test } from 'vitest';
import * as Y from 'yjs';
import { appScene } from '../../server/http/app-scene.ts';
import { processScene, type ProcessScene, type Running } from '../../server/process-scene.ts';
import { isWrong } from '../../server/verify/finding.ts';
import { verifyFolder } from '../../server/verify/verify-folder.ts';
import { must } from '../../shared/lib/assert.ts';
import { entityKey } from '../../shared/lib/ids.ts';
import { seededRandom } from '../../shared/lib/random.ts';
import { protocolVersion } from '../../shared/protocol/codes.ts';
import type { Up } from '../../shared/protocol/messages.ts';
import { writeUpdate } from '../../shared/protocol/y-message.ts';
import { schemaName } from '../../shared/schema/version.ts';
import { startDevice } from '../support/device.ts';
import { keptOf } from '../support/kept-of-shop.ts';
import {
  edit,
  isSynced,
  namesOf,
  personAt,
  plant,
  plantClient,
  traceOf,
  type Theirs,
} from '../support/planted-shop.ts';
import { invitationOf, signInBy } from '../support/signed-in.ts';
import { anyRequest, get, post, type Request } from './any-request.ts';
import { ask, hear, shout, socketOf } from './ask-doors.ts';
import { readingDoors, type ReadingDoor } from './reading-doors.ts';
import { writingDoors, type Foreign, type Own, type WritingDoor } from './writing-doors.ts';

const left = 'left';
const canary = 'canary-4b81';

let scene: ProcessScene;
let relay: Running;
let olu: Awaited<ReturnType<typeof personAt>>;
let theirs: Theirs;
let foreign: Foreign;
/** Of the owner of the other shop. */
let lee: string;
let own: Own;
beforeAll(async () => {
  scene = await processScene({ demo: true });
  relay = await scene.relay();
  olu = await personAt(scene, relay, 'olu');
  theirs = await plantClient(scene, relay, olu, canary);
  foreign = await foreignOf();
  await scene.solder('shop', 'create', left);
  await scene.solder('user', 'add', '--shop', left, '--user', 'lee', '--role', 'owner');
  lee = await scene.token('lee', left);
  own = await ownOf();
});
afterAll(() => scene.end());

const seed = Number(process.env['SOLDER_SEED'] ?? Date.now() % 1_000_000);
const requests = Number(process.env['SOLDER_RUNS'] ?? 200);
/** Signs in, follows everything, opens records of the marked shop and says where it is. */
const multiplexed = (theirs: Theirs, token: string): readonly Up[] => [
  {
    type: 'hello',
    protocol: protocolVersion,
    schema: schemaName,
    token,
    follow: { epoch: '', cursor: 0, kinds: [] },
  },
  ...namesOf(theirs).map((name): Up => ({ type: 'open', name: entityKey(name), own: [] })),
  { type: 'open', name: `demo/${entityKey(theirs.client)}`, own: [] },
  { type: 'here', at: entityKey(theirs.client), field: 'name', idle: false },
];

const isMarked = (text: string): boolean =>
  [canary, ...theirs.pictures.map(({ bytes }) => traceOf(bytes))].some((mark) => text.includes(mark));

it(`CANARY-1: whatever the owner of one shop or nobody asks at any door, no byte of another shop is sent (seed ${seed})`, async () => {
  const random = seededRandom(seed);
  const asked = Array.from({ length: requests }, () => anyRequest(random, theirs));
  for (const request of asked) {
    for (const token of [lee, '', `${lee.slice(0, -4)}AAAA`]) {
      const text = await ask(relay, request, token);
      expect(isMarked(text), `${request.method} ${request.path}\n${text.slice(0, 300)}`).toBe(false);
    }
  }
  expect(isMarked(await hear(socketOf(relay), multiplexed(theirs, lee)))).toBe(false);
  for (const name of namesOf(theirs)) {
    const plain = `${socketOf(relay)}/demo/${entityKey(name)}?token=${lee}`;
    expect(isMarked(await hear(plain, []))).toBe(false);
  }

  // The same of the shop itself: what is searched for is found where it may be.
  const own = [];
  for (const request of asked.filter(({ method }) => method === 'GET'))
    own.push(await ask(relay, request, must(olu.token, 'a token')));
  expect(own.filter(isMarked).length).toBeGreaterThan(requests / 100);
  expect(isMarked(await hear(socketOf(relay), multiplexed(theirs, olu.token)))).toBe(true);
});

it('CANARY-1: at no door at which something is read is another shop’s read, and where its own owner finds it the mark is found', async () => {
  const doors = readingDoors(foreign);
  const found: string[] = [];
  for (const door of doors) {
    for (const request of readingsOf(door)) {
      const text = await ask(relay, request, lee);
      expect(isMarked(text), `${request.path}\n${text.slice(0, 300)}`).toBe(false);
      if (isMarked(await ask(relay, request, olu.token))) found.push(doorOf(door));
    }
  }
  expect(new Set(found)).toEqual(new Set(doors.filter(({ tells }) => tells).map(doorOf)));
});

test('CANARY-1: each door at which something is read is asked', () => {
  const { app } = appScene({ accounts: {} as never });
  const asked = new Set(readingDoors({ ...theirs, ...unnamed }).map(({ route }) => `/api${route}`));
  const doors = app.routes
    .filter(
      ({ method, path }) =>
        method === 'GET' && path.startsWith('/api/') && !path.startsWith('/api/operator/'),
    )
    .map(({ path }) => path);
  expect(new Set(doors)).toEqual(asked);
});

it('CANARY-2: whatever the owner of one shop writes at any door with another shop’s names and ids, that shop keeps what it kept, byte for byte', async () => {
  // So that nothing of that shop is in memory, to be folded or told of later.
  await olu.replica.stop();
  relay.process.kill('SIGTERM');
  await relay.ended;
  relay = await scene.relay();
  const before = await untilQuiet();
  for (const row of [
    'replicas',
    'webhooks',
    'locations',
    'refused',
    'operations',
    'secrets',
    'numbers',
    'users',
    'accounts',
    'invitations',
    'devices',
    'log',
    'file',
  ])
    expect(
      before.some((line) => line.startsWith(`${row} `)),
      row,
    ).toBe(true);

  const requests = writingDoors(foreign, own).flatMap(requestsOf);
  for (const request of requests) {
    const text = await ask(relay, request, lee);
    // Turned away for what it is, and not because there were too many.
    expect(text, request.path).not.toMatch(/^429/);
  }
  const device = await startDevice({ http: relay.url, shop: left, user: 'lee', token: lee });
  for (const name of namesOf(theirs)) {
    await edit(device, name, (entity) => plant(entity, 'crossed'));
    const doc = new Y.Doc();
    doc.getText('text:notes').insert(0, 'crossed');
    const update = writeUpdate(Y.encodeStateAsUpdate(doc));
    for (const shop of ['demo', left])
      await shout(`${socketOf(relay)}/${shop}/${entityKey(name)}?token=${lee}`, update);
  }
  await isSynced(device);
  await hear(socketOf(relay), [...multiplexed(theirs, lee), ...tellings(7)]);
  await device.stop();
  relay.process.kill('SIGTERM');
  await relay.ended;

  expect(await keptOf(scene.folder, 'demo')).toEqual(before);
  // All of it is as the relay wrote it, whatever door it came by (rule STORE-80).
  expect((await verifyFolder({ data: scene.folder })).findings.filter(isWrong)).toEqual([]);
  // What may be written of it was, in the shop of who wrote it, under the same ids.
  const written = (await keptOf(scene.folder, left)).join('\n');
  for (const { id } of namesOf(theirs)) expect(written).toContain(id);
  // Who followed their own invitation is in their own shop, whoever else was named beside it.
  expect(written).toMatch(/^accounts .*"mia"/m);
});

test('CANARY-2: each door at which something is written is asked', () => {
  const { app } = appScene({ accounts: {} as never });
  const asked = new Set(
    writingDoors({ ...theirs, ...unnamed }, { code: '', cookie: '' }).map(({ route }) => route),
  );
  const doors = app.routes
    .filter(
      ({ method, path }) =>
        !['GET', 'ALL', 'OPTIONS'].includes(method) && !/^\/api\/(operator|demo)\//.test(path),
    )
    .map(({ method, path }) => `${method} ${path.replace('/api', '')}`.replace(/\/$/, ''));
  expect([...new Set(doors)].filter((door) => !asked.has(door))).toEqual([]);
  expect(new Set(doors)).toEqual(asked);
});

const replica = 'phone-of-ana';
/** What a replica tells of itself. */
const tellings = (edits: number): readonly Up[] => [
  { type: 'lease', series: 'order', count: 50 },
  { type: 'device', id: replica, records: edits, edits, since: edits },
];

const unnamed = { refused: '', replica: '', webhook: '', location: '', operation: '', signedIn: '' };

const first = (told: Record<string, unknown>, list: string): string =>
  must((told[list] as readonly { readonly id: string }[])[0], `one of ${list}`).id;

/** What the marked shop keeps beside its records, and what is made here so that there is something to name. */
async function foreignOf(): Promise<Foreign> {
  const token = olu.token;
  const of = async (request: Request): Promise<Record<string, unknown>> => {
    const text = await ask(relay, request, token);
    return JSON.parse(text.slice(text.indexOf('\n', text.indexOf('\n') + 1))) as Record<string, unknown>;
  };
  // One who signs in, with a PIN, and one who has not yet.
  const ana = await signInBy(relay, await invitationOf(relay, token, 'demo', 'ana'), `Phone of ${canary}`);
  const pin = post('/api/session/demo/ana/pin', { password: ana.password, pin: '7291' });
  expect(await ask(relay, pin, ana.token)).toMatch(/^204/);
  await invitationOf(relay, token, 'demo', 'ben');
  await ask(relay, post('/api/shops/demo/locations', { name: `North of ${canary}` }), token);
  await hear(socketOf(relay), [...multiplexed(theirs, token), ...tellings(0)]);
  const { kind, id } = theirs.client;
  const operation = 'theirs-1';
  const change = {
    id: operation,
    do: 'change',
    kind,
    record: id,
    base: {},
    fields: { email: 'a@example.org' },
  };
  await ask(relay, post('/api/sync/push', { operations: [change] }), token);
  // Last, so that there is nothing to be told of.
  await ask(relay, post('/api/shops/demo/webhooks', { url: `https://hooks.invalid/${canary}` }), token);
  return {
    ...theirs,
    operation,
    signedIn: ana.device,
    refused: first(await of(get('/api/shops/demo/refused')), 'refused'),
    replica,
    webhook: first(await of(get('/api/shops/demo/webhooks')), 'webhooks'),
    location: first(await of(get('/api/shops/demo/locations')), 'locations'),
  };
}

/** What lets people of the other shop in there. */
async function ownOf(): Promise<Own> {
  for (const user of ['max', 'mia'])
    await ask(relay, post(`/api/shops/${left}/users`, { user, name: user, role: 'owner' }), lee);
  const { cookie } = await signInBy(relay, await invitationOf(relay, lee, left, 'max'), 'A phone');
  return { cookie, code: await invitationOf(relay, lee, left, 'mia') };
}

const pathOf = (pattern: string, values: Readonly<Record<string, string>>): string =>
  `/api${pattern.replace(/:(\w+)/g, (_, name: string) => values[name] ?? '')}`;

/** At the marked shop and at the own one. */
const requestsOf = ({ route, at = [{}], ...sent }: WritingDoor): readonly Request[] =>
  at.flatMap((named) =>
    ['demo', left].map((shop) => {
      const [method = '', pattern = ''] = route.split(' ');
      return { method, path: pathOf(pattern, { ...named, shop }), ...sent };
    }),
  );

const doorOf = ({ route, query = '' }: ReadingDoor): string => route + query;

/** At the marked shop. */
const readingsOf = ({ route, at = [{}], query = '' }: ReadingDoor): readonly Request[] =>
  at.map((named) => get(pathOf(route, { ...named, shop: 'demo' }) + query));

/** What the marked shop keeps, once that moves no more. */
async function untilQuiet(): Promise<readonly string[]> {
  let last: readonly string[] = [];
  for (;;) {
    const now = await keptOf(scene.folder, 'demo');
    if (now.length > 0 && isDeepStrictEqual(now, last)) return now;
    last = now;
    await pause(500);
  }
}
