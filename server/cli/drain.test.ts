/** `solder drain` beside a relay that runs, and without one. */
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { processScene, type ProcessScene } from '../process-scene.ts';
import { runOn } from './run-scene.ts';

let scene: ProcessScene;
beforeEach(async () => {
  scene = await processScene();
});
afterEach(() => scene.end());

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
