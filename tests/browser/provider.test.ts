/** People who sign in at an identity provider, through its page, end to end. */
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { providerScene } from '../../server/auth/provider-scene.ts';
import { processScene, type ProcessScene, type Running } from '../../server/process-scene.ts';
import { launch } from './chromium.ts';

let provider: Awaited<ReturnType<typeof providerScene>>;
let processes: ProcessScene;
let relay: Running;
let browser: Browser;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  provider = await providerScene({ asks: true });
  processes = await processScene();
  const made = await processes.solder('shop', 'create', 'demo', '--title', 'Riverside Repairs');
  expect(made.code).toBe(0);
  const file = path.join(processes.folder, 'oidc.json');
  await writeFile(file, JSON.stringify(provider.file));
  relay = await processes.relay({ SOLDER_DEMO: 'off', SOLDER_OIDC: file });
  browser = await launch({});
  context = await browser.newContext({ baseURL: relay.url, reducedMotion: 'reduce' });
  page = await context.newPage();
});
afterAll(async () => {
  await browser.close();
  relay.process.kill('SIGTERM');
  if (relay.process.exitCode === null) await once(relay.process, 'exit');
  await processes.end();
  provider.close();
});

test('OIDC-8: the sign-in leads to the provider and back to where somebody was going, and says in words what went wrong there', async () => {
  await page.goto('/demo/ticket');
  provider.odd.error = 'access_denied';
  await page.getByRole('button', { name: 'Sign in with Example' }).click();
  await page.getByRole('link', { name: 'Go on as Eva' }).click();
  await page.getByText('The sign-in was cancelled').waitFor();
  delete provider.odd.error;
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('link', { name: 'Go on as Eva' }).click();
  await page.getByRole('heading', { name: 'Tickets' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/demo/ticket');
  await page.getByRole('button', { name: /^Eva Lind.*: menu$|: menu$/ }).waitFor();
  // The device stays signed in, by a cookie and short tokens of the relay's.
  await page.reload();
  await page.getByRole('heading', { name: 'Tickets' }).waitFor();
  const cookies = await context.cookies();
  expect(cookies.map(({ name, path: of, httpOnly, sameSite }) => ({ name, of, httpOnly, sameSite }))).toEqual(
    [{ name: 'solder', of: '/api/session/demo/eva', httpOnly: true, sameSite: 'Strict' }],
  );
});

test('OIDC-11, OIDC-6: whoever left the device does not come in by an address that somebody types', async () => {
  const menu = page.getByRole('button', { name: /: menu$/ });
  await menu.click();
  // Neither a password nor a PIN is theirs to change here.
  await page.getByRole('menuitem', { name: 'Your devices' }).click();
  await page.getByText(', this device').waitFor();
  expect(await page.getByLabel('Your password now').count()).toBe(0);
  await page.keyboard.press('Escape');
  await menu.click();
  await page.getByRole('menuitem', { name: 'Switch person' }).click();
  await page.getByText('Who is at this device?').waitFor();
  await page.goto('/signed-in#shop=demo&user=eva&to=%2Fdemo%2Fticket');
  await page.getByText('No sign-in was begun in this tab').waitFor();
  await page.getByRole('button', { name: 'To the sign-in' }).click();
  await page.getByText('Who is at this device?').waitFor();
});
