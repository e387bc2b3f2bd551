/** What a browser fetches before it can show anything: the page's script and all that it imports at once (rule APP-19). */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { expect, test } from 'vitest';

const dist = path.join(import.meta.dirname, '..', '..', 'dist');
const most = 300_000;

test('APP-19: the initial download is at most 300 KB of compressed JavaScript', async () => {
  const html = await readFile(path.join(dist, 'index.html'), 'utf8');
  // The build lists the script and whatever it imports, however far down, so that all of it is fetched at once.
  const names = new Set([...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, name]) => name));
  expect(names.size).toBeGreaterThan(1);
  let bytes = 0;
  for (const name of names) {
    bytes += (await promisify(gzip)(await readFile(path.join(dist, name ?? '')), { level: 6 })).length;
  }
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThanOrEqual(most);
});
