import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseShop, type Author, type ShopId } from '../../../shared/lib/ids.ts';
import { must } from '../../../shared/lib/assert.ts';
import { seededRandom } from '../../../shared/lib/random.ts';
import { systemTime } from '../../../shared/lib/time.ts';
import { startSimple, type SimpleEmulator } from '../../../tests/legacy-api/simple/start.ts';
import { runCommand } from '../../cli/program.ts';
import { silentLog } from '../../log.ts';
import { documentNamed } from '../../store/entries-scene.ts';
import { openWorkshop, type Workshop } from '../../workshop.ts';
import { recordIdOf } from '../legacy-ids.ts';
import { SqliteBridgeState } from '../state/sqlite-bridge-state.ts';

const shop: ShopId = must(parseShop('demo'), 'a legal name');
let folder = '';
let legacy: SimpleEmulator;
let workshop: Workshop | undefined;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'solder-bridges-'));
  legacy = await startSimple({ time: systemTime, records: 12 });
  await inWorkshop(({ store }) => store.createShop(shop, 'Demo'));
  await writeFile(path.join(folder, 'token.txt'), `${legacy.token}\n`);
});
afterEach(async () => {
  await workshop?.close();
  workshop = undefined;
  await legacy.stop();
  await rm(folder, { recursive: true, force: true });
});

const open = (): Promise<Workshop> =>
  openWorkshop({ folder, time: systemTime, random: seededRandom(1), log: silentLog });

async function inWorkshop<T>(work: (workshop: Workshop) => Promise<T>): Promise<T> {
  const opened = await open();
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
}

/** One command line on the folder, with nobody else working on it. */
async function solder(...words: string[]) {
  let [out, err] = ['', ''];
  const code = await runCommand(['bridge', ...words], {
    env: { SOLDER_DATA: folder },
    out: (text) => (out += text),
    err: (text) => (err += text),
    time: systemTime,
    random: seededRandom(2),
  });
  return { code, out, err };
}

const set = (...more: string[]) =>
  solder(
    'set',
    '--shop',
    'demo',
    '--address',
    legacy.url,
    '--token-file',
    path.join(folder, 'token.txt'),
    ...more,
  );
const device = () => must(legacy.rows('devices')[0], 'a device');
const deviceHere = () => documentNamed(`device/${recordIdOf(String(device()['id']))}`);

test('RUN-1: a shop is bridged by one command, its token is its owner’s alone, and both sides are equal after a round', async () => {
  expect((await set()).out).toContain('is bridged to');
  const token = path.join(folder, 'bridge', 'demo.token');
  expect((await stat(token)).mode & 0o077).toBe(0);
  const run = await solder('run', '--shop', 'demo', '--full');
  expect([run.code, run.err]).toEqual([0, '']);
  const verified = await solder('verify', '--shop', 'demo');
  expect([verified.code, verified.out]).toEqual([0, expect.stringMatching(/ 0 differences/)]);
  legacy.user.edit('clients', String(legacy.rows('clients')[0]?.['id']), { phone: '07700 900123' });
  const differs = await solder('verify', '--shop', 'demo', '--json');
  expect(differs.code).toBe(1);
  expect(JSON.parse(differs.out)).toMatchObject({
    differences: [{ field: 'phone', cause: 'not-taken-yet' }],
  });
  expect((await solder('run', '--shop', 'demo', '--json')).code).toBe(0);
  expect((await solder('verify', '--shop', 'demo')).code).toBe(0);
});

test('RUN-1: what is no setting, no shop or no bridge is said, and nothing is kept of it', async () => {
  expect((await solder('run', '--shop', 'demo')).err).toContain('has no bridge');
  expect(await solder('set', '--shop', 'none', '--address', legacy.url)).toMatchObject({ code: 1 });
  expect(await solder('set', '--shop', 'demo', '--address', 'shop.example')).toMatchObject({ code: 2 });
  expect(await solder('set', '--shop', 'demo', '--address', legacy.url)).toMatchObject({ code: 2 });
  expect(await set('--mapping', 'other')).toMatchObject({ code: 2 });
  expect(await set('--every', 'often')).toMatchObject({ code: 2 });
  expect((await solder('status')).out).toBe('No shop has a bridge.\n');
});

test('RUN-2, LEGACY-1: a running relay goes on by itself, sends what moved here and says when it is there', async () => {
  await set();
  await solder('run', '--shop', 'demo', '--full');
  workshop = await open();
  const { relay, bridges } = workshop;
  await bridges.start();
  const version = (): string => relay.legacy.version(shop, () => true);
  expect(version()).toBe('0');
  await relay.write(
    deviceHere(),
    'ben' as Author,
    (entity) => entity.text('diagnosis').insert(0, 'Short on the main rail. '),
    { role: 'owner' },
  );
  expect(relay.legacy.records(shop)).toMatchObject([{ step: 'waiting' }]);
  await vi.waitFor(() => expect(String(device()['diagnosis'])).toContain('Short on the main rail. '), 20_000);
  await vi.waitFor(() => expect(version()).toBe('0'), 20_000);
});

test('RUN-2: one that is paused does nothing and says so, goes on when told, and a round that is asked for fails aloud', async () => {
  await set();
  expect((await solder('pause', '--shop', 'demo')).out).toContain('is paused');
  legacy.requests.clear();
  workshop = await open();
  await workshop.bridges.start();
  expect(await workshop.bridges.do('status', new Map())).toMatchObject([
    { shop: 'demo', state: 'paused', next: null },
  ]);
  expect(legacy.requests.all).toEqual([]);
  await workshop.bridges.do('resume', new Map([['shop', 'demo']]));
  await vi.waitFor(() => expect(legacy.requests.count('GET /clients')).toBeGreaterThan(0), 10_000);
  await workshop.close();
  workshop = undefined;
  legacy.faults.next({ fault: 'status', status: 403 }, { kind: /^GET/, times: 1_000 });
  const failed = await solder('run', '--shop', 'demo');
  expect([failed.code, failed.err]).toEqual([1, expect.stringContaining('cut short')]);
});

test('RUN-3: what was given up is listed with its reason, taken up again or let go of, one or all', async () => {
  await set();
  await solder('run', '--shop', 'demo', '--full');
  const { kind, id } = deviceHere();
  const state = new SqliteBridgeState(path.join(folder, 'bridge', 'demo.sqlite'));
  const letter = { kind, legacy: String(device()['id']), detail: 'PATCH: 403', at: 1, tries: 8 } as const;
  const key = `device/${id}`;
  await state.commit({
    dead: [
      { ...letter, key, id, what: 'record', reason: 'refused' },
      { ...letter, key: 'ticket:t1', kind: 'ticket' as never, id: null, what: 'row', reason: 'unreadable' },
    ],
  });
  await state.close();
  expect((await solder('status')).err).toContain('gave something up');
  expect((await solder('dead', 'ls', '--shop', 'demo')).out).toMatch(/refused +8 tries/);
  expect(await solder('dead', 'retry', '--shop', 'demo')).toMatchObject({ code: 2 });
  expect(await solder('dead', 'retry', '--shop', 'demo', 'device/none')).toMatchObject({ code: 1 });
  expect((await solder('dead', 'discard', '--shop', 'demo', 'ticket:t1')).out).toContain(
    '1 dead letter let go of',
  );
  await inWorkshop(({ relay }) =>
    relay.write(deviceHere(), 'ben' as Author, (entity) => entity.text('diagnosis').insert(0, 'Wet. '), {
      role: 'owner',
    }),
  );
  expect((await solder('dead', 'retry', '--shop', 'demo', '--all')).out).toContain(
    '1 dead letter taken up again',
  );
  expect((await solder('dead', 'ls', '--shop', 'demo')).out).toContain('no dead letters');
  await solder('run', '--shop', 'demo');
  expect(String(device()['diagnosis'])).toContain('Wet. ');
});

test('RUN-7: what was said to a customer before the bridge is a note there, and what is said after it is mailed once', async () => {
  const client = legacy.user.addClient({ name: 'Rosa Kaur', email: 'rosa@example.org' });
  const ticket = documentNamed('ticket/t1');
  const say = (body: string) =>
    inWorkshop(({ relay }) =>
      relay.write(
        ticket,
        'dee' as Author,
        (entity) => {
          entity.set('subject', 'A lamp');
          entity.set('client', recordIdOf(client.id));
          entity.append('messages', { channel: 'email', body });
        },
        { role: 'owner' },
      ),
    );
  await say('Long ago.');
  await set();
  await solder('run', '--shop', 'demo', '--full');
  await say('It is ready.');
  await solder('run', '--shop', 'demo');
  const said = legacy.rows('messages').filter(({ content }) => /ago|ready/.test(String(content)));
  expect(said.map(({ content, is_internal }) => [content, is_internal])).toEqual([
    ['Long ago.', 1],
    ['It is ready.', 0],
  ]);
  expect(legacy.mails().map(({ body }) => body)).toEqual(['It is ready.']);
  expect((await solder('verify', '--shop', 'demo')).code).toBe(0);
});

test('RUN-5: what is erased is gone from the bridge’s file, and the rest of it goes on', async () => {
  await set();
  await solder('run', '--shop', 'demo', '--full');
  const client = must(legacy.rows('clients')[0], 'a client');
  const file = path.join(folder, 'bridge', 'demo.sqlite');
  const email = String(client['email'] ?? client['phone']);
  expect(await readFile(file, 'latin1')).toContain(email);
  const id = recordIdOf(String(client['id']));
  await inWorkshop(({ eraser }) => eraser.erase({ shop, id, by: 'operator' }));
  expect(await readFile(file, 'latin1')).not.toContain(email);
  expect((await solder('run', '--shop', 'demo', '--full')).code).toBe(0);
  expect(await readFile(file, 'latin1')).not.toContain(email);
});

test('RUN-6: a bridge is removed with what it knows, when it is said twice', async () => {
  await set();
  expect(await solder('remove', '--shop', 'demo')).toMatchObject({ code: 2 });
  expect(await solder('remove', '--shop', 'demo', '--yes')).toMatchObject({ code: 0 });
  expect((await solder('status')).out).toBe('No shop has a bridge.\n');
  await expect(stat(path.join(folder, 'bridge', 'demo.token'))).rejects.toThrow();
});
