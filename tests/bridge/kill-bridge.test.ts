/** The process with the bridge in it is killed at moments that the legacy system knows of; in memory, each call of a port is such a moment (`engine.test.ts`). */
import { once } from 'node:events';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { recordIdOf } from '../../server/bridge/legacy-ids.ts';
import { processScene, type ProcessScene, type Running } from '../../server/process-scene.ts';
import { systemTime } from '../../shared/lib/time.ts';
import { startFull, type FullEmulator } from '../legacy-api/full/start.ts';
import { emptyShop } from './empty-shop.ts';
import { lines } from './world.ts';

let scene: ProcessScene;
let legacy: FullEmulator;
let relay: Running;
let token: string;

beforeEach(async () => {
  legacy = await startFull({ time: systemTime });
  scene = await processScene();
  await emptyShop(scene.folder, legacy);
  relay = await scene.relay();
  token = (await scene.solder('token', 'create', '--shop', 'demo', '--user', 'ana')).out.trim();
});
afterEach(async () => {
  await scene.end();
  await legacy.stop();
});

const bridge = (act: string, ...words: string[]) => scene.solder('bridge', act, '--shop', 'demo', ...words);

async function ask(method: string, at: string, body?: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(`${relay.url}/api/shops/demo/${at}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', 'If-Match': '*' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  expect(response.status).toBeLessThan(300);
  return (await response.json()) as Record<string, unknown>;
}

/** Does something, and ends the process once the legacy system was asked for what follows: before that does it, or right after it answered. */
async function killedAt(when: 'meanwhile' | 'then', kind: string, work: () => unknown): Promise<void> {
  const { process } = relay;
  const ended = once(process, 'exit');
  const aim = (): void =>
    legacy.faults.next({ fault: when, run: () => void process.kill('SIGKILL') }, { kind });
  // A record is also read without a reason; what is sent, only when it is there.
  const isRead = kind.startsWith('GET');
  if (!isRead) aim();
  // The process may end before it tells that it took what it is killed for.
  await Promise.resolve(work()).catch((error: unknown) => {
    if (!(error instanceof TypeError)) throw error;
  });
  if (isRead) aim();
  await ended;
  relay = await scene.relay();
}

it('BRIDGE-7, BRIDGE-8: a process that is killed before it sends, when the API has done it, and before it is written down does nothing twice and leaves nothing out', async () => {
  const client = legacy.user.addClient({ name: 'Ada Byron', email: 'ada@example.org' });
  const order = legacy.user.addOrder({ client_id: client.id, location_id: 'location-wharf-street' });
  const device = legacy.user.addDevice(order.id, { custom_brand: 'Acme', diagnosis_notes: 'Dead' });
  const [phone, talk] = [`device/${recordIdOf(device.id)}`, `ticket/${recordIdOf(String(order.ticket_id))}`];
  const pace = ['--per-minute', '6000', '--every', '1', '--token-file', path.join(scene.folder, 'token.txt')];
  const set = await bridge('set', '--address', legacy.url, '--mapping', 'full', ...pace);
  expect(set).toMatchObject({ code: 0 });
  expect(await bridge('run', '--full')).toMatchObject({ code: 0 });
  const say = (channel: string, body: string) => () =>
    ask('POST', `${talk}/entries/messages`, { channel, body });

  // Looked at, and not sent yet.
  await killedAt('then', 'GET /orders/:o/devices/:d', () =>
    ask('PATCH', phone, { fields: { diagnosis: { append: 'Wet.' } } }),
  );
  // Done there, and no answer came.
  await killedAt('meanwhile', 'PATCH /orders/:o/devices/:d', () =>
    ask('PATCH', phone, { fields: { colour: 'red' } }),
  );
  await killedAt('meanwhile', 'POST /tickets/:t/reply', say('email', 'It is ready.'));
  await killedAt('meanwhile', 'POST /tickets/:t/note', say('note', 'Shelf A1.'));
  await killedAt('meanwhile', 'POST /clients', () =>
    ask('POST', 'client', { fields: { name: 'Bo', email: 'bo@example.org' } }),
  );
  // Answered, and not written down.
  await killedAt('then', 'POST /tickets/:t/note', say('note', 'Called.'));
  await killedAt('then', 'GET /tickets/:t', () => legacy.user.hear(String(order.ticket_id), 'Thank you.'));
  expect(legacy.faults.waiting).toBe(0);

  await vi.waitFor(
    async () => {
      expect(await bridge('run', '--full')).toMatchObject({ code: 0 });
      expect((await bridge('verify')).out).toContain(' 0 differences');
    },
    { timeout: 100_000, interval: 500 },
  );
  const said = lines(['It is ready.', 'Shelf A1.', 'Called.', 'Thank you.']);
  const { entries } = (await ask('GET', `${talk}/entries/messages`)) as { entries: { body: string }[] };
  expect(lines(entries.map(({ body }) => body))).toEqual(said);
  expect(lines(legacy.rows('messages').map(({ body_text }) => body_text))).toEqual(said);
  expect(legacy.mails().map(({ body }) => body)).toEqual(['It is ready.']);
  expect(lines(legacy.rows('clients').map(({ name }) => name))).toEqual(lines(['Ada Byron', 'Bo']));
  expect(legacy.rows('devices')).toMatchObject([{ diagnosis_notes: 'Dead\nWet.', colour: 'red' }]);
}, 180_000);
