import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { processScene, type ProcessScene } from '../process-scene.ts';
import { secretKeysPath } from '../secrets/secret-keys.ts';

let scene: ProcessScene;
beforeEach(async () => {
  scene = await processScene();
});
afterEach(() => scene.end());

test('SECRET-3: a rotation goes through the running relay, and works on the folder when there is none', async () => {
  const { process: relay, ended, url } = await scene.relay({ SOLDER_DEMO: 'off' });
  const key = () => readFile(secretKeysPath(scene.folder), 'utf8');
  const first = await key();
  const beside = await scene.solder('secret', 'rotate');
  expect(beside).toMatchObject({ code: 0, err: '' });
  expect(beside.out).toContain('under a new key');
  const second = await key();
  expect(second).not.toBe(first);
  expect((await fetch(`${url}/api/operator/secrets/rotate`, { method: 'POST' })).status).toBe(401);
  relay.kill('SIGTERM');
  expect((await ended).err).not.toContain(second.slice(9).trim());
  const alone = await scene.solder('secret', 'rotate', '--json');
  expect(alone).toMatchObject({ code: 0, err: '' });
  expect(JSON.parse(alone.out)).toEqual({ resealed: 0, unreadable: 0 });
  expect(await key()).not.toBe(second);
});
