import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import { seededRandom } from '../../shared/lib/random.ts';
import { silentLog } from '../log.ts';
import { author, documentNamed, shopNamed } from '../store/entries-scene.ts';
import { openWorkshop } from '../workshop.ts';
import { runCommand } from './program.ts';

const demo = shopNamed('demo');
let folder = '';
let time: ManualTime;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'solder-devices-'));
  time = new ManualTime();
  const workshop = await openWorkshop({ folder, time, random: seededRandom(1), log: silentLog });
  const { store } = workshop;
  await store.createShop(demo, 'Demo');
  await store.saveUser({ shop: demo, id: author('ana'), name: 'Ana', role: 'technician' });
  await workshop.relay.write(documentNamed('ticket/a'), author('@import'), (entity) =>
    entity.set('subject', 'One'),
  );
  const signedIn = { shop: demo, user: author('ana'), id: 'd1', device: 'Bench tablet', made: 0, used: 0 };
  await store.accounts.openDevice({ ...signedIn, expires: time.now() + 1e9 }, 'hash', 0);
  const line = { shop: demo, user: author('ana'), schema: '1.x', records: 0, edits: 0, since: 0 };
  await store.noteReplicas([
    { ...line, id: 'tablet', device: 'd1', seen: time.now() - 3 * 60_000, reached: 2 },
    {
      ...line,
      id: 'lost',
      device: '',
      seen: time.now() - 86_400_000 * 9,
      reached: 0,
      records: 2,
      edits: 7,
      since: time.now() - 86_400_000 * 10,
    },
  ]);
  await workshop.close();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function solder(...words: string[]) {
  let out = '';
  let err = '';
  const code = await runCommand(words, {
    env: { SOLDER_DATA: folder },
    out: (text) => (out += text),
    err: (text) => (err += text),
    time,
    random: seededRandom(2),
  });
  return { code, out, err };
}

test('DEVICE-3: the devices of a shop: whose, when seen, how far behind, and what is unsent since when', async () => {
  const { code, out } = await solder('device', 'ls', '--shop', 'demo');
  expect(code).toBe(0);
  const [first, second] = out.split('\n');
  expect(first).toMatch(/^tablet +ana +Bench tablet +seen 3 minutes ago +up to date +nothing unsent/);
  expect(second).toMatch(
    /^lost +ana +- +seen 9 days ago +not caught up +7 edits in 2 records unsent since 10 days ago/,
  );
  expect(JSON.parse((await solder('device', 'ls', '--shop', 'demo', '--json')).out)).toMatchObject([
    { id: 'tablet', device: 'Bench tablet', behind: 0, unsentSince: null },
    { id: 'lost', behind: null, edits: 7 },
  ]);
  expect(await solder('device', 'ls', '--shop', 'none')).toMatchObject({ code: 1, out: '' });
});

test('DEVICE-4: one that is retired is signed out and not listed; one that is not there is said so', async () => {
  const of = ['--shop', 'demo', '--user', 'ana'];
  expect((await solder('device', 'retire', 'tablet', ...of)).out).toContain(
    'is signed out on the device tablet',
  );
  expect((await solder('device', 'retire', 'lost', ...of)).out).toContain('solder user remove');
  expect((await solder('device', 'ls', '--shop', 'demo')).out).toContain('No device');
  const gone = await solder('device', 'retire', 'tablet', ...of);
  expect(gone).toMatchObject({ code: 1, out: '' });
  expect(gone.err).toContain('no device tablet');
  const workshop = await openWorkshop({ folder, time, random: seededRandom(1), log: silentLog });
  expect(await workshop.store.accounts.device('d1')).toBeUndefined();
  await workshop.close();
});
