import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../store/temporary-store-scene.ts';
import { runOn } from './run-scene.ts';

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  await writeFile(path.join(folder, 'letter.txt'), 'Dear Ana');
  await mkdir(path.join(folder, 'folder'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test.each([
  ['gone.tar', 'there is no such file.'],
  ['no-folder/gone.tar', 'there is no such file.'],
  ['letter.txt/gone.tar', 'there is no such file.'],
  ['folder', 'it is a folder. Name the file of a backup.'],
  ['letter.txt', 'it is no backup of Solder.'],
])(
  'VERIFY-3, RESTORE-2: %s is said in one line to be none, and leaves nothing behind',
  async (name, said) => {
    const file = path.join(folder, name);
    const data = path.join(folder, 'new');
    for (const words of [
      ['verify', '--backup', file],
      ['restore', file, '--data', data],
    ]) {
      const { code, out, err } = await runOn(folder, words);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toBe(`solder: ${file}: ${said}\n`);
    }
    await expect(chmod(data, 0o700)).rejects.toThrow('ENOENT');
  },
);

test('VERIFY-3: a backup is not changed, whatever else is asked for', async () => {
  for (const flag of ['--repair', '--accept']) {
    const { code, err } = await runOn(folder, ['verify', '--backup', path.join(folder, 'letter.txt'), flag]);
    expect(code).toBe(2);
    expect(err).toContain('A backup is not changed: restore it first.');
  }
});
