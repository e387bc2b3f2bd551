import { mkdir, rm } from 'node:fs/promises';
import { afterEach, expect, test } from 'vitest';
import { systemTime } from '../../shared/lib/time.ts';
import { createEnterDashboard } from '../auth/operator-link.ts';
import { openSigningKey } from '../auth/signing-key.ts';
import { lockFolder, writePlace } from '../data-folder.ts';
import { temporaryFolder } from '../store/temporary-store-scene.ts';
import { runOn } from './run-scene.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function aFolder(): Promise<string> {
  const folder = await temporaryFolder();
  folders.push(folder);
  await mkdir(folder, { recursive: true });
  return folder;
}

test('DASH-1: the command line prints a link to the relay that works on the folder, which is a way in', async () => {
  const folder = await aFolder();
  const lock = lockFolder(folder);
  await writePlace(folder, { pid: 1, url: 'http://127.0.0.1:4567' });
  const { code, out, err } = await runOn(folder, ['operator', 'link']);
  lock?.release();
  expect([code, err]).toEqual([0, expect.stringContaining('once, until')]);
  const [, token = ''] = /^http:\/\/127\.0\.0\.1:4567\/operator#(\S+)\n$/.exec(out) ?? [];
  const enter = createEnterDashboard(await openSigningKey(folder), systemTime);
  expect(await enter(token)).toBeDefined();
});

test.each([false, true])(
  'DASH-1: where no relay works on the folder the command line says so; one was killed there: %s',
  async (wasKilled) => {
    const folder = await aFolder();
    if (wasKilled) await writePlace(folder, { pid: 1, url: 'http://127.0.0.1:4567' });
    const { code, out, err } = await runOn(folder, ['operator', 'link']);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('No relay works on');
  },
);
