/** The benches that need a Chromium, in their quick forms. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const main = path.join(import.meta.dirname, '../../bench/main.ts');

test('BENCH-3: the first sync into a browser is measured beside writing the same bytes into one object store', async () => {
  const words = ['first-sync', '--chromium', '--quick', '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, [main, ...words]);
  const number: unknown = expect.any(Number);
  const solder = { ms: number, storeMs: number, ratio: number };
  expect(JSON.parse(stdout)).toMatchObject({ docs: 20, solder });
});
