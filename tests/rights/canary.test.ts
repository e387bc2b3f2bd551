/**
 * Two shops on one relay, one of them marked wherever it keeps anything: whatever the other's owner, and nobody at all, asks at
 * every door, no byte of what is sent has the mark.
 */
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { WebSocket as Socket } from 'ws';
import { afterAll, beforeAll, expect, it, test } from 'vitest';
import * as Y from 'yjs';
import { appScene } from '../../server/http/app-scene.ts';
import { processScene, type ProcessScene, type Running } from '../../server/process-scene.ts';
import { isWrong } from '../../server/verify/finding.ts';
import { verifyFolder } from '../../server/verify/verify-folder.ts';
import { must } from '../../shared/lib/assert.ts';
import { entityKey } from '../../shared/lib/ids.ts';
import { pick, seededRandom, type Random } from '../../shared/lib/random.ts';
import { encodeUp, decodeDown } from '../../shared/protocol/codec.ts';
import { protocolVersion } from '../../shared/protocol/codes.ts';
import type { Up } from '../../shared/protocol/messages.ts';
import { decodePageBody } from '../../shared/protocol/page-body.ts';
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
import { readingDoors, type ReadingDoor } from './reading-doors.ts';
import { writingDoors, type Foreign, type WritingDoor } from './writing-doors.ts';

const left = 'left';
const canary = 'canary-4b81';

let scene: ProcessScene;
let relay: Running;
let olu: Awaited<ReturnType<typeof personAt>>;
let theirs: Theirs;
let foreign: Foreign;
/** Of the owner of the other shop. */
let lee: string;
beforeAll(async () => {
  scene = await processScene({ demo: true });
  relay = await scene.relay();
  olu = await personAt(scene, relay, 'olu');
  theirs = await plantClient(scene, relay, olu, canary);
  foreign = await foreignOf();
  await scene.solder('shop', 'create', left);
  await scene.solder('user', 'add', '--shop', left, '--user', 'lee', '--role', 'owner');
  lee = await scene.token('lee', left);
});
afterAll(() => scene.end());

const seed = Number(process.env['SOLDER_SEED'] ?? Date.now() % 1_000_000);
const requests = Number(process.env['SOLDER_RUNS'] ?? 200);
interface Request {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const get = (path: string): Request => ({ method: 'GET', path });
const post = (path: string, body: unknown): Request => ({ method: 'POST', path, body });

/** A request of any of the relay's routes, with names of the marked shop wherever one belongs. */
function anyRequest(random: Random, theirs: Theirs): Request {
  const shop = pick(random, ['demo', 'demo', 'demo', 'left', '*', '..', 'DEMO', 'demo%2f']);
  const name = pick(random, namesOf(theirs));
  const file = pick(random, theirs.pictures).id;
  const record = pick(random, [entityKey(name), `${name.kind}/${name.id}%00`, `${name.kind}/*`]);
  const of = `/api/shops/${shop}`;
  return pick(random, [
    get(`${of}/${name.kind}`),
    get(`${of}/${name.kind}?limit=500&after=`),
    get(`${of}/${record}`),
    get(`${of}/${record}/history?limit=100`),
    get(`${of}/${record}/history/at?time=${Date.now()}`),
    get(`${of}/${record}/versions/1`),
    get(`${of}/${record}/secrets`),
    get(`${of}/reviews`),
    get(`${of}/refused`),
    get(`${of}/audit`),
    get(`${of}/erasures`),
    get(`${of}/devices`),
    get('/api/operator/dashboard/look'),
    get('/api/operator/dashboard/connections'),
    get(`/api/operator/dashboard/document?shop=${shop}&record=${record}`),
    get(`${of}/users`),
    get(`${of}/users/ana/devices`),
    get(`${of}/files/${file}`),
    get(`${of}/files/${file}?size=thumb`),
    get(`${of}/files/${file}/upload/full`),
    get(`${of}/${record}/entries/lines`),
    get(`${of}/webhooks`),
    get('/api/sync/pull?entries=true'),
    get(`${of}/${record.slice(0, record.indexOf('/'))}?sort=-at&deleted=false`),
    get(`/api/session/${shop}/ana/devices`),
    get('/api/demo/users'),
    get('/metrics'),
    get(`/${shop}/${record}`),
    post(`${of}/${record}/secrets/passcode/reveal`, { reason: 'to look' }),
    post(`${of}/${record}/settle`, { field: 'status', value: 'collected' }),
    post(`${of}/${record}/restore`, { version: 1 }),
    post(`${of}/refused/1/apply`, {}),
    post(`${of}/client/${theirs.client.id}/erase`, { dryRun: true }),
    post(`${of}/users`, { user: 'ana', name: 'Ana', role: 'owner' }),
    post('/api/session', { shop, user: 'ana', password: canary.length }),
    post(`${of}/devices/retire`, { user: 'ana', id: 'any' }),
    post('/api/operator/dashboard/disconnect', { shop, user: 'ana' }),
    post('/api/operator/enter', { link: shop }),
    post('/api/operator/shops/export', { shop: 'demo' }),
    post('/api/operator/administration/user-list', { shop: 'demo' }),
    { method: 'PUT', path: `${of}/${record}/secrets/passcode`, body: { value: '1' } },
    { method: 'PATCH', path: `${of}/${record}`, body: { base: {}, fields: { notes: { append: 'x' } } } },
    { method: 'DELETE', path: `${of}/${record}` },
    post(`${of}/${record}/undelete`, {}),
    post(`${of}/webhooks`, { url: 'https://hooks.invalid' }),
    post('/api/sync/push', {
      operations: [
        {
          id: record,
          do: 'change',
          kind: record.slice(0, record.indexOf('/')),
          record: record.slice(record.indexOf('/') + 1),
          base: {},
          fields: { notes: { append: 'x' } },
        },
      ],
    }),
    { method: 'PUT', path: `${of}/users/ana`, body: { name: 'Ana', role: 'view' } },
    { method: 'DELETE', path: `${of}/users/ana/devices` },
  ]);
}

/** Everything of an answer, as one text in which any byte can be searched. */
async function ask(
  { url }: Running,
  { method, path, body, headers }: Request,
  token: string,
): Promise<string> {
  const response = await fetch(url + path, {
    method,
    redirect: 'manual',
    headers: {
      ...(token !== '' && { Authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  return `${response.status}\n${JSON.stringify([...response.headers])}\n${bytes.toString('latin1')}`;
}

/** What a socket is sent until it is closed, or has all pages and an answer to each record that it opened; pages are unpacked. */
async function hear(url: string, said: readonly Up[]): Promise<string> {
  const socket = new Socket(url);
  const frames: Uint8Array[] = [];
  socket.on('error', () => {});
  const over = once(socket, 'close');
  const opened = said.filter(({ type }) => type === 'open').length;
  const answered = new Promise<void>((resolve) => {
    let answers = 0;
    let isWhole = false;
    socket.on('message', (data: Buffer) => {
      frames.push(data);
      const frame = decodeDown(data);
      if (frame.type !== 'message') return;
      const { message } = frame;
      if (message.type === 'opened' || message.type === 'closed') answers++;
      if (message.type === 'page') {
        isWhole = !message.more;
        if (message.more) socket.send(encodeUp({ type: 'catch-up', cursor: message.cursor, kinds: [] }));
      }
      if (isWhole && answers >= opened) resolve();
    });
  });
  socket.on('open', () => {
    for (const message of said) socket.send(encodeUp(message));
  });
  await Promise.race([over, answered]);
  socket.terminate();
  const texts = frames.map(async (bytes) => {
    const frame = decodeDown(bytes);
    const raw = Buffer.from(bytes).toString('latin1');
    if (frame.type !== 'message' || frame.message.type !== 'page') return raw;
    const page = await decodePageBody(frame.message.body);
    return (
      raw +
      JSON.stringify(page, (_, value: unknown) =>
        value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
      )
    );
  });
  return (await Promise.all(texts)).join('\n');
}

const socketOf = ({ url }: Running): string => `${url.replace('http', 'ws')}/sync`;

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
    'log',
    'file',
  ])
    expect(
      before.some((line) => line.startsWith(`${row} `)),
      row,
    ).toBe(true);

  const requests = writingDoors(foreign).flatMap(requestsOf);
  for (const request of requests) await ask(relay, request, lee);
  const own = await startDevice({ http: relay.url, shop: left, user: 'lee', token: lee });
  for (const name of namesOf(theirs)) {
    await edit(own, name, (entity) => plant(entity, 'crossed'));
    const doc = new Y.Doc();
    doc.getText('text:notes').insert(0, 'crossed');
    const update = writeUpdate(Y.encodeStateAsUpdate(doc));
    for (const shop of ['demo', left])
      await shout(`${socketOf(relay)}/${shop}/${entityKey(name)}?token=${lee}`, update);
  }
  await isSynced(own);
  await hear(socketOf(relay), [...multiplexed(theirs, lee), ...tellings(7)]);
  await own.stop();
  relay.process.kill('SIGTERM');
  await relay.ended;

  expect(await keptOf(scene.folder, 'demo')).toEqual(before);
  // All of it is as the relay wrote it, whatever door it came by (rule STORE-80).
  expect((await verifyFolder({ data: scene.folder })).findings.filter(isWrong)).toEqual([]);
  // What may be written of it was, in the shop of who wrote it, under the same ids.
  const written = (await keptOf(scene.folder, left)).join('\n');
  for (const { id } of namesOf(theirs)) expect(written).toContain(id);
});

test('CANARY-2: each door at which something is written is asked', () => {
  const { app } = appScene({ accounts: {} as never });
  const asked = new Set(writingDoors({ ...theirs, ...unnamed }).map(({ route }) => route));
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

const unnamed = { refused: '', replica: '', webhook: '', location: '', operation: '' };

const first = (told: Record<string, unknown>, list: string): string =>
  must((told[list] as readonly { readonly id: string }[])[0], `one of ${list}`).id;

/** What the marked shop keeps beside its records, and what is made here so that there is something to name. */
async function foreignOf(): Promise<Foreign> {
  const token = olu.token;
  const of = async (request: Request): Promise<Record<string, unknown>> => {
    const text = await ask(relay, request, token);
    return JSON.parse(text.slice(text.indexOf('\n', text.indexOf('\n') + 1))) as Record<string, unknown>;
  };
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
    refused: first(await of(get('/api/shops/demo/refused')), 'refused'),
    replica,
    webhook: first(await of(get('/api/shops/demo/webhooks')), 'webhooks'),
    location: first(await of(get('/api/shops/demo/locations')), 'locations'),
  };
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

/** Says something at a plain door and waits for an answer or the end of it. */
async function shout(url: string, message: Uint8Array): Promise<void> {
  const socket = new Socket(url);
  socket.on('error', () => {});
  const over = once(socket, 'close');
  socket.on('open', () => socket.send(message));
  await Promise.race([over, once(socket, 'message').catch(() => undefined)]);
  socket.close();
  await over;
}
