/** People with accounts at one tablet: an invitation, a PIN, work without a network, somebody else in between, and the way out. */
import { once } from 'node:events';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../../server/cli/program.ts';
import { processScene, type ProcessScene, type Running } from '../../server/process-scene.ts';
import { systemRandom } from '../../shared/lib/random.ts';
import { systemTime } from '../../shared/lib/time.ts';
import { violations } from './accessible.ts';
import { launch } from './chromium.ts';
import { eventually } from './eventually.ts';
import { Network } from './network.ts';
import { Person } from './person.ts';

const password = 'a lathe of quinces';
let processes: ProcessScene;
let relay: Running;
let network: Network;
let browser: Browser;
let codes: Record<string, string> = {};
let context: BrowserContext;
let page: Page;
let tablet: Person;

/** As an operator types it; answers what it printed as JSON. */
async function solder(...words: string[]): Promise<unknown> {
  let out = '';
  const terminal = { env: { SOLDER_DATA: processes.folder }, time: systemTime, random: systemRandom };
  const code = await runCommand([...words, '--json'], {
    ...terminal,
    out: (text) => (out += text),
    err: () => undefined,
  });
  expect(code).toBe(0);
  return JSON.parse(out);
}

beforeAll(async () => {
  processes = await processScene();
  await solder('shop', 'create', 'demo', '--title', 'Riverside Repairs');
  for (const [user, name, role] of [
    ['eva', 'Eva Lind', 'owner'],
    ['ben', 'Ben Okoye', 'technician'],
  ] as const) {
    await solder('user', 'add', '--shop', 'demo', '--user', user, '--name', name, '--role', role);
    const { code } = (await solder('user', 'invite', '--shop', 'demo', '--user', user)) as { code: string };
    codes = { ...codes, [user]: code };
  }
  relay = await processes.relay({ SOLDER_DEMO: 'off' });
  network = await Network.to(relay.url);
  browser = await launch({});
  context = await browser.newContext({
    baseURL: network.url,
    reducedMotion: 'reduce',
    viewport: { width: 390, height: 844 },
  });
  page = await context.newPage();
  tablet = new Person('eva', context, page, network);
});
afterAll(async () => {
  await browser.close();
  await network.close();
  relay.process.kill('SIGTERM');
  if (relay.process.exitCode === null) await once(relay.process, 'exit');
  await processes.end();
});

/** Each ticket of the shop with who wrote it first, as the relay tells. */
async function written(): Promise<readonly string[]> {
  const session = await fetch(`${relay.url}/api/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ shop: 'demo', user: 'eva', password, device: 'A test' }),
  });
  const { token } = (await session.json()) as { token: string };
  const get = async (target: string): Promise<unknown> =>
    (
      await fetch(`${relay.url}/api/shops/demo/ticket${target}`, {
        headers: { Authorization: `Bearer ${token}` },
      })
    ).json();
  const { rows } = (await get('')) as { rows: { id: string; fields: { subject: string } }[] };
  const told = rows.map(async ({ id, fields }) => {
    const { entries } = (await get(`/${id}/history`)) as { entries: { author: string }[] };
    return `${entries.at(-1)?.author}: ${fields.subject}`;
  });
  return (await Promise.all(told)).toSorted();
}

async function newTicket(person: Person, subject: string): Promise<void> {
  await person.goTo('/demo/ticket');
  await person.page.getByRole('button', { name: 'New ticket' }).click();
  await person.record().waitFor();
  await person.write('subject', subject);
  await person.saved();
}

/** What axe found wrong on the way, by screen. */
const wrong: string[] = [];
let looks = 0;

const look = async (screen: string): Promise<void> => {
  looks++;
  wrong.push(...(await violations(page)).map((what) => `${screen}: ${what}`));
};

const menu = async (item: string): Promise<void> => {
  await page.getByRole('button', { name: /: menu$/ }).click();
  await page.getByRole('menuitem', { name: item }).click();
};

const fillPin = async (pin: string): Promise<void> => {
  await page.getByLabel('PIN', { exact: true }).fill(pin);
  await page.getByRole('button', { name: 'Go on' }).click();
};

const fillPassword = async (text: string): Promise<void> => {
  await page.getByLabel('Password', { exact: true }).fill(text);
  await page.getByRole('button', { name: 'Sign in' }).click();
};

test('SIGN-1: an invitation lets somebody in, who comes back by PIN without a network; their unsent edits go up as theirs while another works', async () => {
  // Eva follows her link, and sets a PIN.
  await page.goto(`${network.url}/invite#${codes['eva']}`);
  await page.getByText('Welcome to Demo, Eva Lind').waitFor();
  await look('invitation');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByLabel('The same again').fill(password);
  await page.getByRole('button', { name: 'Begin' }).click();
  await tablet.settled();
  // Without a network the page itself has to be on the device.
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  expect(await page.getByTestId('demo').count()).toBe(0);
  await menu('Password, PIN and devices');
  const pinForm = page.getByRole('form', { name: 'A PIN for shared devices' });
  await pinForm.getByLabel('Your password now').fill(password);
  await pinForm.getByLabel('New PIN').fill('4711');
  await pinForm.getByRole('button', { name: 'Set the PIN' }).click();
  await page.getByText('Done.').waitFor();
  await look('password, PIN and devices');
  await page.keyboard.press('Escape');

  // The network goes; she works, hands the tablet over, and comes back by her PIN.
  await tablet.goOffline();
  await newTicket(tablet, 'Written by Eva without a network');
  await menu('Switch person');
  await page.locator('button[data-user="eva"]').waitFor();
  await look('people');
  await page.locator('button[data-user="eva"]').click();
  await fillPin('0000');
  await page.getByText('That is not the PIN.').waitFor();
  await look('PIN');
  await fillPin('4711');
  await tablet.badge().waitFor();
  expect(await tablet.pending()).toBeGreaterThan(0);
  await menu('Switch person');

  // Ben signs in on it once the network is back, and her edits go up.
  await tablet.goOnline();
  const accepted = await fetch(`${relay.url}/api/session/invitation/accept`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ code: codes['ben'], password, device: 'A test' }),
  });
  expect(accepted.status).toBe(200);
  await page.getByRole('button', { name: 'Somebody else' }).click();
  await page.getByLabel('Shop').fill('demo');
  await page.getByLabel('User name').fill('ben');
  await fillPassword('not that one at all');
  await page.getByText('is not right').waitFor();
  await look('password');
  await fillPassword(password);
  await tablet.settled();
  await eventually(written, ['eva: Written by Eva without a network']);
});

test('OUT-2: who signs out with unsent edits is warned, without a network too; nothing of theirs is left, and the relay hears of it later', async () => {
  await tablet.goOffline();
  await newTicket(tablet, 'Never sent');
  await menu('Sign out of this device');
  await page.getByTestId('sign-out-unsent').waitFor();
  await look('signing out');
  await page.getByRole('button', { name: 'Sign out and lose them' }).click();
  await page.locator('button[data-user="eva"]').waitFor();
  expect(await page.locator('button[data-user="ben"]').count()).toBe(0);
  const databases = await page.evaluate(async () =>
    (await indexedDB.databases()).map(({ name }) => name ?? ''),
  );
  expect(databases.filter((name) => name.startsWith('solder/demo/ben'))).toEqual([]);
  expect(databases).toContain('solder/demo/eva');

  // With the network his device ends at the relay, too.
  await tablet.goOnline();
  // From here on in the dark: a page that is open changes its colours little by little.
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.reload();
  await eventually(async () => {
    const devices = (await solder('user', 'sessions', '--shop', 'demo', '--user', 'ben')) as {
      device: string;
    }[];
    return devices.map(({ device }) => device);
  }, ['A test']);
});

test('TOKEN-3: who is signed out from elsewhere while they work is asked for the password, and what they had not sent goes up then', async () => {
  await page.locator('button[data-user="eva"]').click();
  await fillPin('4711');
  await tablet.settled();
  await solder('user', 'revoke', '--shop', 'demo', '--user', 'eva');
  await page.getByRole('button', { name: 'Sign in again' }).waitFor();
  await newTicket(tablet, 'Written after she was signed out');
  await page.getByRole('button', { name: 'Sign in again' }).click();
  await page.getByText('Eva Lind, your password').waitFor();
  await look('password again');
  await fillPassword(password);
  await tablet.settled();
  await eventually(written, [
    'eva: Written after she was signed out',
    'eva: Written by Eva without a network',
  ]);
});

test('PEOPLE-5: an owner adds somebody on the page of the team, and has a link for them', async () => {
  await menu('Team');
  await page.getByRole('button', { name: 'People and invitations' }).click();
  await page.locator('[data-testid="person"][data-user="ben"]').waitFor();
  const form = page.getByRole('form', { name: 'Somebody new' });
  await form.getByLabel('Name', { exact: true }).fill('Zoe Adeyemi');
  await form.getByLabel('User name').fill('Zoe');
  await form.getByRole('button', { name: 'Add and invite' }).click();
  const link = await page.getByTestId('invitation').textContent();
  const answer = await fetch(`${relay.url}/api/session/invitation`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ code: link?.split('#')[1] }),
  });
  expect(await answer.json()).toEqual({ shop: 'demo', user: 'zoe', name: 'Zoe Adeyemi' });
  await page.locator('[data-testid="person"][data-user="zoe"]').getByText('has not come yet').waitFor();
  await look('people and invitations');
});

test('APP-16: axe finds no violation of WCAG AA on the screens of accounts', () => {
  expect(looks).toBe(8);
  expect(wrong).toEqual([]);
});
