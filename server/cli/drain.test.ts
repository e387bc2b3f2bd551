/** `solder drain` beside a relay that runs, and without one. */
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { systemTime } from '../../shared/lib/time.ts';
import { startSimple } from '../../tests/legacy-api/simple/start.ts';
import { processScene, type ProcessScene } from '../process-scene.ts';
import { runOn } from './run-scene.ts';

let scene: ProcessScene;
beforeEach(async () => {
  scene = await processScene();
});
afterEach(() => scene.end());

test('START-9: its bridges stop with it, and make no round until the next start', async () => {
  const { folder } = scene;
  const legacy = await startSimple({ time: systemTime, records: 2 });
  await scene.relay({ SOLDER_DEMO: 'off' });
  expect(await runOn(folder, ['shop', 'create', 'demo'])).toMatchObject({ code: 0 });
  const token = path.join(folder, 'token.txt');
  await writeFile(token, legacy.token);
  const to = ['--address', legacy.url, '--token-file', token, '--every', '1'];
  expect(await runOn(folder, ['bridge', 'set', '--shop', 'demo', ...to])).toMatchObject({ code: 0 });
  const told = async () =>
    JSON.parse((await runOn(folder, ['bridge', 'status', '--json'])).out) as { readonly next: unknown }[];
  await vi.waitFor(async () => expect(await told()).toMatchObject([{ next: expect.any(Number) }]), 30_000);
  expect(await runOn(folder, ['drain'])).toMatchObject({ code: 0 });
  const asked = legacy.requests.all.length;
  expect(await told()).toMatchObject([{ next: null, state: 'waiting' }]);
  const run = await runOn(folder, ['bridge', 'run', '--shop', 'demo']);
  expect(run).toMatchObject({ code: 1, err: expect.stringContaining('runs dry') });
  expect(legacy.requests.all.length).toBe(asked);
  await legacy.stop();
});

test('START-9: it runs dry and stays, then ends; without one there is nothing to drain', async () => {
  const { folder } = scene;
  const { url, ended } = await scene.relay({ SOLDER_DEMO: 'off' });
  const open = async () => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/sync`);
    const [code] = (await once(socket, 'close')) as [number];
    return code;
  };
  const closed = open();
  const dry = await runOn(folder, ['drain', '--json']);
  expect(dry).toMatchObject({ code: 0, err: '' });
  expect(JSON.parse(dry.out)).toMatchObject({ stored: true, folded: true, ending: false });
  expect(await closed).toBe(4500);
  expect(await open()).toBe(4500);
  expect((await fetch(`${url}/ready`)).status).toBe(503);
  const status = await runOn(folder, ['status']);
  expect(status.out).toContain('runs dry');
  const end = await runOn(folder, ['drain', '--end']);
  expect(end).toMatchObject({ code: 0, err: '' });
  expect(end.out).toContain('the relay has ended');
  expect((await ended).code).toBe(0);
  expect((await ended).err).toContain('"by":"operator"');
  const again = await runOn(folder, ['drain']);
  expect(again).toMatchObject({ code: 1, out: '' });
  expect(again.err).toContain('No relay runs');
  expect(await runOn(`${folder}-none`, ['drain'])).toMatchObject({ code: 1, out: '' });
});
