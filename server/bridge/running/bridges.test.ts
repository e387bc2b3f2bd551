import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseShop, type Author, type ShopId } from '../../../shared/lib/ids.ts';
import { must } from '../../../shared/lib/assert.ts';
import { seededRandom } from '../../../shared/lib/random.ts';
import { systemTime } from '../../../shared/lib/time.ts';
import type { EntityDocument } from '../../../shared/document/entity-document.ts';
import { startFull } from '../../../tests/legacy-api/full/start.ts';
import { startSimple, type SimpleEmulator } from '../../../tests/legacy-api/simple/start.ts';
import { runCommand } from '../../cli/program.ts';
import { silentLog } from '../../log.ts';
import { documentNamed } from '../../store/entries-scene.ts';
import type { DocumentName } from '../../store/store.ts';
import { openWorkshop, type Workshop } from '../../workshop.ts';
import { recordIdOf } from '../legacy-ids.ts';
import { SqliteBridgeState } from '../state/sqlite-bridge-state.ts';
import type { BridgeAct } from './bridges.ts';

const shop: ShopId = must(parseShop('demo'), 'a legal name');
let folder = '';
let legacy: SimpleEmulator;
let workshop: Workshop;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'solder-bridges-'));
  legacy = await startSimple({ time: systemTime, records: 12 });
  await open();
  await workshop.store.createShop(shop, 'Demo');
});
afterEach(async () => {
  await workshop.close();
  await legacy.stop();
  await rm(folder, { recursive: true, force: true });
});

async function open(): Promise<void> {
  workshop = await openWorkshop({ folder, time: systemTime, random: seededRandom(1), log: silentLog });
}

const act = (name: BridgeAct, asked: object = {}): Promise<unknown> =>
  workshop.bridges.do(name, new Map(Object.entries({ shop: 'demo', ...asked })));
const set = (): Promise<unknown> =>
  act('set', { address: legacy.url, token: legacy.token, perMinute: 6_000 });
const round = (): Promise<unknown> => act('run', { full: true });

/** A command line on the folder, with nobody else working on it. */
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

const write = (name: DocumentName, change: (entity: EntityDocument) => void): Promise<void> =>
  workshop.relay.write(name, 'ben' as Author, change, { role: 'owner' });
const device = () => must(legacy.rows('devices')[0], 'a device');
const deviceHere = () => documentNamed(`device/${recordIdOf(String(device()['id']))}`);
/** In pence, or null where it has none. */
const documentPrice = (): number | null => {
  const price = device()['price'];
  return typeof price === 'number' ? Math.round(price * 100) : null;
};
const bridgeFile = (end: string): string => path.join(folder, 'bridge', `demo.${end}`);
/** Names of all that the folder holds of bridges. */
const bridgeFiles = (): Promise<string[]> => readdir(path.join(folder, 'bridge'));
/** The bytes of the bridge's state. */
const stored = (): Promise<string> => readFile(bridgeFile('sqlite'), 'latin1');

test('RUN-1, RUN-3: a shop is bridged from the command line, and what differs between both sides is told', async () => {
  await workshop.close();
  const tokenFile = path.join(folder, 'token.txt');
  await writeFile(tokenFile, `${legacy.token}\n`);
  const made = await solder('set', '--shop', 'demo', '--address', legacy.url, '--token-file', tokenFile);
  expect(made).toMatchObject({ code: 0, out: expect.stringContaining('is bridged to') });
  expect((await stat(bridgeFile('token'))).mode & 0o077).toBe(0);
  expect(await solder('run', '--shop', 'demo', '--full')).toMatchObject({ code: 0, err: '' });
  expect((await solder('verify', '--shop', 'demo')).out).toContain(' 0 differences');
  legacy.user.edit('clients', String(legacy.rows('clients')[0]?.['id']), { phone: '07700 900123' });
  const differs = await solder('verify', '--shop', 'demo', '--json');
  expect(differs.code).toBe(1);
  expect(JSON.parse(differs.out)).toMatchObject({
    differences: [{ field: 'phone', cause: 'not-taken-yet' }],
  });
  legacy.faults.next({ fault: 'status', status: 403 }, { kind: /^GET/, times: 1_000 });
  expect(await solder('run', '--shop', 'demo')).toMatchObject({
    code: 1,
    err: expect.stringContaining('cut short'),
  });
  expect(await solder('verify', '--shop', 'demo')).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^solder: .* nothing was compared: GET \/clients.*403/),
  });
  await open();
});

test('RUN-1: what is no setting, no shop or no bridge is said, and nothing is kept of it', async () => {
  await expect(round()).rejects.toThrow('has no bridge');
  const good = { address: legacy.url, token: 'x' };
  for (const [asked, said] of [
    [{ ...good, shop: 'none' }, 'There is no shop'],
    [{ ...good, address: 'shop.example' }, 'The address'],
    [{ address: legacy.url }, 'needs a token'],
    [{ ...good, mapping: 'other' }, 'The mapping is one of'],
    [{ ...good, every: Number.NaN }, 'Seconds between rounds'],
  ] as const)
    await expect(act('set', asked)).rejects.toThrow(said);
  expect(await workshop.bridges.do('status', new Map())).toEqual([]);
  // Neither of a change of one that works.
  await set();
  const kept = await readFile(bridgeFile('token'), 'utf8');
  await expect(act('set', { ...good, mapping: 'full' })).rejects.toThrow('keeps its mapping');
  expect(await readFile(bridgeFile('token'), 'utf8')).toBe(kept);
});

test('RUN-21: a setting that is no number is said, and changes nothing', async () => {
  await set();
  await workshop.close();
  for (const [option, text] of [
    ['--per-minute', 'abc'],
    ['--every', '1.5'],
    ['--every', ''],
  ] as const)
    expect(await solder('set', '--shop', 'demo', option, text)).toMatchObject({
      code: 2,
      err: expect.stringContaining(`${option} is a whole number`),
    });
  await open();
  // As JSON, what is no number is null.
  await expect(act('set', { every: null })).rejects.toThrow('Seconds between rounds');
  expect(await act('status')).toMatchObject([{ perMinute: 6_000, every: 30 }]);
});

test('BRIDGE-32: behind a wrong address nothing is sent and no record uses up a try, and behind the right one all is', async () => {
  await write(documentNamed('client/c1'), (entity) => entity.set('name', 'Ada Byron'));
  await act('set', { address: `${legacy.url}/wrong`, token: legacy.token, perMinute: 6_000 });
  for (let n = 0; n < 9; n++) expect(await round()).toMatchObject({ trouble: { kind: 'missing' } });
  expect(await act('status')).toMatchObject([{ waiting: 1, deadLetters: 0 }]);
  await set();
  expect(await round()).toMatchObject({ trouble: null, sent: 1 });
  expect(legacy.rows('clients').filter(({ name }) => name === 'Ada Byron')).toHaveLength(1);
});

test('LEGACY-5: a record whose price cannot be changed there is not said to be there, until both say the same', async () => {
  await set();
  await round();
  await workshop.bridges.start();
  const { legacy: told } = workshop.relay;
  const was = documentPrice();
  await write(deviceHere(), (entity) => entity.set('price', 12_345));
  await act('run');
  await vi.waitFor(() => expect(told.records(shop)).toMatchObject([{ step: 'part' }]), 30_000);
  await write(deviceHere(), (entity) => entity.set('price', was));
  await act('run');
  await vi.waitFor(() => expect(told.version(shop, () => true)).toBe('0'), 30_000);
});

test('RUN-1: a token that is over is renewed, and the new one is in its file, as the old one is dead', async () => {
  const full = await startFull({ time: systemTime });
  const { token, refreshToken } = full.signIn();
  full.clock.skew(16 * 60_000);
  await act('set', { address: full.url, mapping: 'full', token, refreshToken });
  expect(await round()).toMatchObject({ trouble: null });
  expect(full.requests.count('POST /auth/refresh')).toBe(1);
  const kept = JSON.parse(await readFile(bridgeFile('token'), 'utf8')) as { refreshToken: string };
  expect(kept.refreshToken).not.toBe(refreshToken);
  await workshop.close();
  await open();
  full.clock.skew(32 * 60_000);
  expect(await round()).toMatchObject({ trouble: null });
  await full.stop();
});

test('RUN-2, LEGACY-1: a bridge goes on by itself, sends what moved here and says when it is there', async () => {
  await set();
  await round();
  await workshop.bridges.start();
  const { legacy: told } = workshop.relay;
  const version = (): string => told.version(shop, () => true);
  expect(version()).toBe('0');
  await write(deviceHere(), (entity) => entity.text('diagnosis').insert(0, 'Short on the main rail. '));
  expect(told.records(shop)).toMatchObject([{ step: 'waiting' }]);
  await vi.waitFor(() => expect(String(device()['diagnosis'])).toContain('Short on the main rail. '), 30_000);
  await vi.waitFor(() => expect(version()).toBe('0'), 30_000);
});

test('RUN-2: one that is paused asks for nothing, over a restart as well, until it is resumed', async () => {
  await set();
  await act('pause');
  legacy.requests.clear();
  await workshop.close();
  await open();
  await workshop.bridges.start();
  expect(await act('status')).toMatchObject([{ state: 'paused', next: null }]);
  expect(legacy.requests.all).toEqual([]);
  await act('resume');
  await vi.waitFor(() => expect(legacy.requests.count('GET /clients')).toBeGreaterThan(0), 30_000);
});

test('RUN-2: those that were stopped with a relay that runs dry answer questions, and ask for nothing more', async () => {
  await set();
  await round();
  await workshop.bridges.start();
  await workshop.bridges.stop();
  const asked = legacy.requests.all.length;
  await write(deviceHere(), (entity) => entity.text('diagnosis').insert(0, 'Not for now. '));
  for (const name of ['run', 'retry', 'resume', 'set'] as const)
    await expect(act(name)).rejects.toThrow('runs dry');
  await workshop.bridges.start();
  expect(await act('status')).toMatchObject([{ next: null }]);
  expect(legacy.requests.all.length).toBe(asked);
});

test('RUN-3, DASH-2: what was given up is listed with its reason, taken up again or let go of, one or all', async () => {
  await set();
  await round();
  const { kind, id } = deviceHere();
  await write(deviceHere(), (entity) => entity.text('diagnosis').insert(0, 'Wet. '));
  await workshop.close();
  const state = new SqliteBridgeState(bridgeFile('sqlite'));
  const letter = { kind, legacy: String(device()['id']), detail: 'PATCH: 403', at: 1, tries: 8 } as const;
  await state.commit({
    dead: [
      { ...letter, key: `device/${id}`, id, what: 'record', reason: 'refused' },
      { ...letter, key: 'ticket:t1', kind: 'ticket' as never, id: null, what: 'row', reason: 'unreadable' },
    ],
  });
  await state.close();
  expect(await solder('status')).toMatchObject({
    code: 1,
    err: expect.stringContaining('gave something up'),
  });
  expect((await solder('dead', 'ls', '--shop', 'demo')).out).toMatch(/refused +8 tries/);
  expect(await solder('dead', 'retry', '--shop', 'demo')).toMatchObject({ code: 2 });
  expect(await solder('dead', 'retry', '--shop', 'demo', 'device/none')).toMatchObject({ code: 1 });
  expect((await solder('dead', 'discard', '--shop', 'demo', 'ticket:t1')).out).toContain(
    '1 dead letter let go of',
  );
  await open();
  // The operator's dashboard tells of bridges that are at work.
  expect(await workshop.bridges.queue()).toBeUndefined();
  expect(await act('dead')).toHaveLength(1);
  expect(await workshop.bridges.queue()).toMatchObject({ failed: 1 });
  expect(await act('retry')).toMatchObject([{ reason: 'refused' }]);
  expect(await act('dead')).toEqual([]);
  expect(await workshop.bridges.queue()).toMatchObject({ failed: 0, waiting: 1, since: expect.any(Number) });
  await act('run');
  expect(String(device()['diagnosis'])).toContain('Wet. ');
});

test('RUN-5: what is erased is gone from the bridge’s file, and does not come back', async () => {
  await set();
  await round();
  const client = must(legacy.rows('clients')[0], 'a client');
  const email = String(client['email'] ?? client['phone']);
  const id = recordIdOf(String(client['id']));
  await workshop.eraser.erase({ shop, id, by: 'operator' });
  expect(await stored()).not.toContain(email);
  expect(await round()).toMatchObject({ trouble: null });
  expect(await stored()).not.toContain(email);
  expect(await workshop.store.row(documentNamed(`client/${id}`)).catch(() => undefined)).toBeUndefined();
});

test('RUN-6: a bridge is removed with what it knows, when it is said twice', async () => {
  await set();
  await workshop.close();
  expect(await solder('remove', '--shop', 'demo')).toMatchObject({ code: 2 });
  expect(await solder('remove', '--shop', 'demo', '--yes')).toMatchObject({ code: 0 });
  expect((await solder('status')).out).toBe('No shop has a bridge.\n');
  await expect(stat(bridgeFile('token'))).rejects.toThrow();
  await open();
});

test('RUN-7: what was said to a customer before the bridge is a note there, and what is said after it is mailed once', async () => {
  const client = legacy.user.addClient({ name: 'Rosa Kaur', email: 'rosa@example.org' });
  const say = (body: string): Promise<void> =>
    write(documentNamed('ticket/t1'), (entity) => {
      entity.set('subject', 'A lamp');
      entity.set('client', recordIdOf(client.id));
      entity.append('messages', { channel: 'email', body });
    });
  await say('Long ago.');
  await set();
  await round();
  await say('It is ready.');
  await act('run');
  const said = legacy.rows('messages').filter(({ content }) => /ago|ready/.test(String(content)));
  expect(said.map(({ content, is_internal }) => [content, is_internal])).toEqual([
    ['Long ago.', 1],
    ['It is ready.', 0],
  ]);
  expect(legacy.mails().map(({ body }) => body)).toEqual(['It is ready.']);
  expect(await act('verify')).toMatchObject({ differences: [] });
});

test('SHOP-4: a bridge goes with its shop, and one that was left behind does nothing for another shop of that name', async () => {
  const administer = (what: 'shop-remove' | 'shop-create', asked: object = {}) =>
    workshop.administration[what](new Map(Object.entries({ shop: 'demo', ...asked })));
  await set();
  await round();
  expect(await bridgeFiles()).toContain('demo.sqlite');
  await administer('shop-remove', { yes: true });
  expect(await bridgeFiles()).toEqual([]);
  await workshop.store.createShop(shop, 'Anew');
  await expect(round()).rejects.toThrow('has no bridge');

  await set();
  await workshop.close();
  await open();
  // As a folder is that lost its shop otherwise.
  await workshop.store.removeShop(shop);
  await workshop.bridges.start();
  const asked = legacy.requests.all.length;
  await expect(round()).rejects.toThrow('There is no shop');
  expect(await workshop.bridges.do('status', new Map())).toEqual([]);
  expect(legacy.requests.all.length).toBe(asked);
  expect(await bridgeFiles()).toContain('demo.json');
  await administer('shop-create');
  expect(await bridgeFiles()).toEqual([]);
});

test('RUN-8: a bridge is of one shop: another one that got its name by whatever way does not go on with it', async () => {
  await workshop.store.removeShop(shop);
  await workshop.store.createShop(shop, 'First', 1_000);
  await set();
  await round();
  await workshop.store.removeShop(shop);
  await workshop.store.createShop(shop, 'Second', 2_000);
  await workshop.close();
  await open();
  await workshop.bridges.start();
  const asked = legacy.requests.all.length;
  expect(await workshop.bridges.do('status', new Map())).toEqual([]);
  for (const ask of [round, set, () => act('status')])
    await expect(ask()).rejects.toThrow('a shop "demo" that was there before this one');
  expect(legacy.requests.all.length).toBe(asked);
  await act('remove');
  await set();
  expect(await round()).toMatchObject({ trouble: null });
});
