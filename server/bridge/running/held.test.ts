import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseShop } from '../../../shared/lib/ids.ts';
import { must } from '../../../shared/lib/assert.ts';
import { seededRandom } from '../../../shared/lib/random.ts';
import { systemTime } from '../../../shared/lib/time.ts';
import { startSimple, type SimpleEmulator } from '../../../tests/legacy-api/simple/start.ts';
import { silentLog } from '../../log.ts';
import { openWorkshop, type Workshop } from '../../workshop.ts';
import type { BridgeAct } from './bridges.ts';

const shop = must(parseShop('demo'), 'a legal name');
let folder = '';
let workshop: Workshop;
const emulators: SimpleEmulator[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'solder-held-'));
  workshop = await openWorkshop({ folder, time: systemTime, random: seededRandom(1), log: silentLog });
  await workshop.store.createShop(shop, 'Demo');
});
afterEach(async () => {
  await workshop.close();
  for (const each of emulators.splice(0)) await each.stop();
  await rm(folder, { recursive: true, force: true });
});

async function emulator(records: number): Promise<SimpleEmulator> {
  const legacy = await startSimple({ time: systemTime, records });
  emulators.push(legacy);
  return legacy;
}

const act = (name: BridgeAct, asked: object = {}): Promise<unknown> =>
  workshop.bridges.do(name, new Map(Object.entries({ shop: 'demo', ...asked })));
const bridgedTo = ({ url, token }: SimpleEmulator): Promise<unknown> =>
  act('set', { address: url, token, perMinute: 6_000 });

test('BRIDGE-26, RUN-3: a bridge whose new address leads to another system holds and tells so, and goes on with what somebody says is right', async () => {
  await bridgedTo(await emulator(100));
  await act('run', { full: true });
  const other = await emulator(0);
  await bridgedTo(other);
  expect(await act('run', { full: true })).toMatchObject({ sent: 0, trouble: { kind: 'Held' } });
  expect(await act('status')).toMatchObject([{ state: 'failing', last: { trouble: { kind: 'Held' } } }]);
  expect(other.rows('clients')).toEqual([]);
  expect(await act('run', { deletions: true })).toMatchObject({ trouble: null });
  expect(await act('status')).toMatchObject([{ state: 'waiting', deadLetters: 0 }]);
});
