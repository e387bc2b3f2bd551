/** One round with nobody looking, as a service worker makes it. */
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { systemRandom } from '../../shared/lib/random.ts';
import { systemTime } from '../../shared/lib/time.ts';
import type { ReplicaOptions } from './options.ts';
import { syncOnce } from './sync-once.ts';
import { type Device, named, opened, Scene, sharedByJournaledTabs } from './testing/scene.ts';
import { ScriptedRelay } from './testing/scripted-relay.ts';

const patient = { timeout: 10_000 };
let relay: ScriptedRelay;
let scene: Scene;
let count = 0;
let device: string;
let asked: boolean[];
beforeEach(() => {
  relay = new ScriptedRelay();
  scene = new Scene();
  device = `once-${count++}/`;
  asked = [];
});
afterEach(() => scene.end());

const alike = (): Partial<ReplicaOptions> => sharedByJournaledTabs(device);
const pages = (): Device => scene.device(relay, alike());

const worker = (): ReplicaOptions => ({
  url: 'ws://relay.test/sync',
  getToken: (refused) => {
    asked.push(refused);
    if (refused) relay.refuseHello = null;
    return Promise.resolve('token');
  },
  shop: 'demo',
  user: { id: 'ana', name: 'Ana', role: 'manager' },
  time: systemTime,
  random: systemRandom,
  WebSocket: relay.WebSocket,
  ...alike(),
});

const ticket = named('ticket', 't1');

/** A page in which something was written without a network, and that was closed. */
async function writtenOffline(): Promise<void> {
  relay.reachable = false;
  const page = await pages().start();
  const record = await opened(page, ticket);
  record.entity.set('subject', 'Written on the train');
  record.close();
  await vi.waitFor(() => expect(page.status().pending).toMatchObject({ edits: 1, unsaved: 0 }), patient);
  await page.stop();
  relay.reachable = true;
}

const registers = (): unknown[] => relay.room('ticket/t1').doc.getArray('registers').toJSON().flat();

it('WAKE-1: sends what a page left unsent, fetches what is new, and lets go of the lock and the database', async () => {
  await writtenOffline();
  relay.room('ticket/t2').doc.getText('text:notes').insert(0, 'From elsewhere');
  expect(await syncOnce(worker())).toBe('done');
  expect(registers()).toContain('Written on the train');
  expect(relay.links.size).toBe(0);
  relay.reachable = false;
  const page = await pages().start();
  expect(page.status()).toMatchObject({ leader: true, pending: { edits: 0 } });
  await vi.waitFor(
    () => expect(page.row(named('ticket', 't2'))?.fields['notes']).toContain('elsewhere'),
    patient,
  );
  expect(page.row(ticket)?.fields['subject']).toBe('Written on the train');
});

it('WAKE-2: renews a token that was refused', async () => {
  await writtenOffline();
  relay.refuseHello = 4401;
  expect(await syncOnce(worker())).toBe('done');
  expect(asked).toEqual([false, true]);
  expect(registers()).toContain('Written on the train');
});

it('WAKE-3: does nothing while a page leads, and a page that comes meanwhile leads after it', async () => {
  const page = await pages().start();
  await vi.waitFor(() => expect(page.status().state).toBe('completed'), patient);
  const before = relay.said('hello');
  expect(await syncOnce(worker())).toBe('led');
  expect(relay.said('hello')).toBe(before);
  await page.stop();

  relay.silent = true;
  const running = syncOnce(worker());
  await vi.waitFor(
    async () => expect((await navigator.locks.query()).held?.length).toBeGreaterThan(0),
    patient,
  );
  const later = await pages().start();
  expect(later.status().leader).toBe(false);
  relay.silent = false;
  relay.cut();
  expect(await running).not.toBe('led');
  await vi.waitFor(() => expect(later.status().leader).toBe(true), patient);
}, 60_000);

it('WAKE-2: fails without a relay, keeps what is unsent, and touches nothing where the database does not open', async () => {
  await writtenOffline();
  relay.refuseHello = 4426;
  expect(await syncOnce(worker())).toBe('failed');
  relay.refuseHello = null;
  const { indexedDB: _none, ...without } = worker();
  expect(await syncOnce(without)).toBe('no-vault');
  expect(registers()).not.toContain('Written on the train');
  expect(await syncOnce(worker())).toBe('done');
  expect(registers()).toContain('Written on the train');
});
