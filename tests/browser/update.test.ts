/** A newer build of the page arrives while somebody works with the older one, which the relay turns away as too old. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { WebSocketServer } from 'ws';
import { createStaticFiles } from '../../server/http/static-files.ts';
import { must } from '../../shared/lib/assert.ts';
import { closeCodes } from '../../shared/protocol/codes.ts';
import { launch } from './chromium.ts';
import { eventually } from './eventually.ts';

let browser: Browser;
let folder: string;
/** The page's files, and of a relay only that it works with nothing so old. */
const server = createServer((request, response) => {
  const answer = async (): Promise<void> => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const found = pathname.startsWith('/api/')
      ? undefined
      : await createStaticFiles(folder)(pathname, undefined);
    if (!found) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(found.status, Object.fromEntries(found.headers)).end(await found.bytes());
  };
  answer().catch(() => response.destroy());
});

let connections = 0;
new WebSocketServer({ server, path: '/sync' }).on('connection', (socket) => {
  connections++;
  socket.on('message', () => socket.close(closeCodes.upgradeRequired, 'upgradeRequired'));
});

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'solder-build-'));
  await cp(path.join(import.meta.dirname, '..', '..', 'dist'), folder, { recursive: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  browser = await launch();
});
afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

test('APP-10, EXPORT-2: a newer build waits until it is asked for, no page is reloaded by it, and nothing typed or unsent is lost', async () => {
  const address = must(server.address(), 'no address');
  const url = `http://127.0.0.1:${typeof address === 'string' ? address : address.port}`;
  const page = await browser.newPage();
  await page.goto(url);
  await page.getByText('Who is at this device?').waitFor();
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    const session = { shop: 'demo', user: 'ana', name: 'Ana', role: 'manager', token: '' };
    await new Promise<void>((resolve, reject) => {
      const opening = indexedDB.open('solder-page', 1);
      opening.addEventListener('error', () => reject(opening.error));
      opening.addEventListener('success', () => {
        const writing = opening.result.transaction('shelf', 'readwrite');
        writing.objectStore('shelf').put(JSON.stringify(session), 'session/demo/ana');
        writing.objectStore('shelf').put('session/demo/ana', 'current');
        writing.addEventListener('complete', () => resolve());
      });
    });
  });
  await page.reload();
  await page.getByRole('link', { name: 'Devices' }).click();
  await page.getByRole('button', { name: 'New device' }).click();
  const tooOld = page.getByTestId('too-old');
  await tooOld.getByText('too old for the relay. Load the new one').waitFor();
  const price = page.getByRole('textbox', { name: 'Price' });

  // What was written before stays here, can be saved, and nobody knocks at the relay for it.
  const model = page.getByRole('textbox', { name: 'Model', exact: true });
  await model.fill('A model of yesterday');
  await model.press('Enter');
  await tooOld.getByText(/not sent (is|are) kept on this device/).waitFor();
  const knocks = connections;
  const saving = page.waitForEvent('download');
  await tooOld.getByRole('button', { name: 'Save them to a file' }).click();
  const saved = path.join(folder, 'unsent.json');
  await (await saving).saveAs(saved);
  expect(JSON.parse(await readFile(saved, 'utf8'))).toMatchObject({
    format: 'solder-unsent-edits',
    user: 'ana',
    records: [{ values: { model: 'A model of yesterday' } }],
  });
  expect(connections).toBe(knocks);
  await price.fill('12.5');

  // Another build: the same page under another version, as after an update of the relay.
  const script = path.join(folder, 'service-worker.js');
  const before = await readFile(script, 'utf8');
  const after = before.replace(/"version":"[0-9a-f]{16}"/, '"version":"ffffffffffffffff"');
  expect(after).not.toBe(before);
  await writeFile(script, after);
  await page.evaluate(async () => {
    Object.assign(window, { marker: 'the page that was there' });
    const registration = await navigator.serviceWorker.ready;
    await registration.update();
  });
  const notice = page.getByRole('button', { name: 'New version: load it' });
  await notice.waitFor();
  expect(await page.evaluate(() => 'marker' in window)).toBe(true);
  expect(await price.inputValue()).toBe('12.5');

  // What is no value holds it up, and says so.
  await price.fill('a lot');
  await notice.click();
  await page.getByTestId('unfinished').getByText('Price is not finished').waitFor();
  await eventually(() => price.evaluate((input) => input === document.activeElement), true);
  expect(await page.evaluate(() => 'marker' in window)).toBe(true);
  await price.fill('12.5');

  await notice.click();
  await eventually(() => page.evaluate(() => 'marker' in window), false);
  await eventually(() => price.inputValue(), '12.50');
  expect(await notice.count()).toBe(0);
  await eventually(
    () => page.evaluate(() => caches.keys()),
    [
      `solder-page-${must(/"version":"([0-9a-f]{16})"/.exec(before)?.[1], 'no version')}`,
      'solder-page-ffffffffffffffff',
    ],
  );

  await page.goto(`${url}/demo/sync`);
  const said = page.getByTestId('unsent-file-said');
  await page.locator('input[type="file"]').setInputFiles(saved);
  await said.getByText('Nothing new: this device has').waitFor();
  await writeFile(saved, (await readFile(saved, 'utf8')).replace('yesterday', 'today'));
  await page.locator('input[type="file"]').setInputFiles(saved);
  await said.getByText('This file is damaged').waitFor();
});
