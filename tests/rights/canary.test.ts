/**
 * Two shops on one relay, one of them marked wherever it keeps anything: whatever the other's owner, and nobody at all, asks at
 * every door, no byte of what is sent has the mark.
 */
import { once } from 'node:events';
import { WebSocket as Socket } from 'ws';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { processScene, type ProcessScene, type Running } from '../../server/process-scene.ts';
import { must } from '../../shared/lib/assert.ts';
import { entityKey } from '../../shared/lib/ids.ts';
import { pick, seededRandom, type Random } from '../../shared/lib/random.ts';
import { encodeUp, decodeDown } from '../../shared/protocol/codec.ts';
import { protocolVersion } from '../../shared/protocol/codes.ts';
import type { Up } from '../../shared/protocol/messages.ts';
import { decodePageBody } from '../../shared/protocol/page-body.ts';
import { schemaName } from '../../shared/schema/version.ts';
import { namesOf, personAt, plantClient, traceOf, type Theirs } from '../support/planted-shop.ts';

let scene: ProcessScene;
beforeEach(async () => {
  scene = await processScene({ demo: true });
});
afterEach(() => scene.end());

const seed = Number(process.env['SOLDER_SEED'] ?? Date.now() % 1_000_000);
const requests = Number(process.env['SOLDER_RUNS'] ?? 200);
const canary = 'canary-4b81';

interface Request {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
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
    get(`${of}/files/${file}?thumb`),
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
    post(`${of}/webhooks`, { url: 'https://example.org' }),
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
async function ask({ url }: Running, { method, path, body }: Request, token: string): Promise<string> {
  const response = await fetch(url + path, {
    method,
    redirect: 'manual',
    headers: {
      ...(token !== '' && { Authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
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

it(`CANARY-1: whatever the owner of one shop or nobody asks at any door, no byte of another shop is sent (seed ${seed})`, async () => {
  const relay = await scene.relay();
  const olu = await personAt(scene, relay, 'olu');
  const theirs = await plantClient(scene, relay, olu, canary);
  await scene.solder('shop', 'create', 'left');
  await scene.solder('user', 'add', '--shop', 'left', '--user', 'lee', '--role', 'owner');
  const lee = await scene.token('lee', 'left');
  const marks = [canary, ...theirs.pictures.map(({ bytes }) => traceOf(bytes))];
  const isMarked = (text: string): boolean => marks.some((mark) => text.includes(mark));

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
  await olu.replica.stop();
});
