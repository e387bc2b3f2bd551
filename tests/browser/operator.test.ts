/**
 * The operator's dashboard over a real relay under a load in another process that counts what it does: what the page shows is
 * held against what the load knows.
 */
import { mkdir } from 'node:fs/promises';
import { once } from 'node:events';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import type { Author, ShopId } from '../../shared/lib/ids.ts';
import type { Role } from '../../shared/schema/field.ts';
import { systemTime } from '../../shared/lib/time.ts';
import { openSigningKey } from '../../server/auth/signing-key.ts';
import { createMintToken } from '../../server/auth/token.ts';
import { processScene, type ProcessScene, type Running } from '../../server/process-scene.ts';
import { openSqliteStore } from '../../server/store/sqlite-store.ts';
import { operatorScreens, showOperator } from '../screenshots/operator-screens.ts';
import { sizes, themes } from '../screenshots/show.ts';
import { violations } from './accessible.ts';
import { launch } from './chromium.ts';
import { eventually, untilGood } from './eventually.ts';
import { startLoad, type Ledger, type Load } from './operator-load.ts';

const shop = 'bench' as ShopId;
const people: readonly (readonly [id: string, role: Role])[] = [
  ...Array.from({ length: 5 }, (_, at) => [`writer-${at}`, 'manager'] as const),
  ['tom', 'technician'],
];
const records = 4;

let processes: ProcessScene;
let relay: Running;
let browser: Browser;
let load: Load;
let connected: Ledger;
const tokens: string[] = [];

beforeAll(async () => {
  processes = await processScene();
  await mkdir(processes.folder, { recursive: true });
  const mint = createMintToken(await openSigningKey(processes.folder), systemTime);
  const store = await openSqliteStore({ folder: processes.folder });
  await store.createShop(shop, 'Bench');
  for (const [id, role] of people) {
    const user = { shop, id: id as Author, name: id, role };
    await store.saveUser(user);
    tokens.push(await mint(user, 3_600_000));
  }
  await store.close();
  relay = await processes.relay({ SOLDER_DEMO: 'off' });
  browser = await launch();
  load = startLoad();
  await load.order({ do: 'connect', url: relay.url, tokens, records });
  // Something to look into.
  connected = await load.order({ do: 'write', edits: 20, refused: 0, perSecond: 500 });
});

afterAll(async () => {
  load.end();
  await browser.close();
  await processes.end();
});

const figure = (page: Page, name: string) => async (): Promise<number> =>
  Number((await page.getByTestId(name).innerText()).replace(/[^\d.]/g, ''));

async function enter(page: Page): Promise<void> {
  const { out } = await processes.solder('operator', 'link');
  await page.goto(out.trim());
  await page.getByTestId('counted-edits').waitFor();
}

test('APP-16: axe finds no violation of WCAG AA on the dashboard', async () => {
  const looks = themes.flatMap((theme) => sizes.map((size) => ({ ...size, theme })));
  const page = await (await browser.newContext({ hasTouch: true })).newPage();
  await enter(page);
  const found: string[] = [];
  for (const [at, screen] of operatorScreens.entries()) {
    const { width, height, theme } = must(looks[at % looks.length], 'a look');
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: theme });
    await showOperator(page, relay.url, screen);
    found.push(...(await violations(page)).map((what) => `${screen.name}, ${width}, ${theme}: ${what}`));
  }
  expect(found).toEqual([]);
});

test('DASH-10: what the page shows is what a load of another process counted; charts move; a relay that died is told, and comes back', async () => {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await enter(page);
  expect(page.url()).toBe(`${relay.url}/operator`);

  await eventually(figure(page, 'connections'), connected.connections);
  await eventually(figure(page, 'rooms'), records);

  // Over a span: from now until the load says that all of it is acknowledged. Exact, since both ends of it are quiet.
  await page.getByRole('button', { name: 'Count from now' }).click();
  await eventually(figure(page, 'counted-edits'), 0);
  const perSecond = 100;
  const picture = () =>
    page
      .locator('canvas')
      .first()
      .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  const before = await picture();
  const writing = load.order({ do: 'write', edits: 900, refused: 20, perSecond });
  // The page samples each second and shows a rate over five: a tenth is what scheduling of two processes may differ by.
  await untilGood(figure(page, 'edits-rate'), (rate) => Math.abs(rate - perSecond) <= perSecond / 10);
  const during = await picture();
  const wrote = await writing;
  const edits = wrote.edits - connected.edits;
  expect({ ...wrote, edits }).toMatchObject({ edits: 900, refused: 20, acknowledged: wrote.sent });
  await eventually(figure(page, 'counted-acks'), edits);
  // What one person typed in one turn is one edit on the disk, and the page says how often that was.
  const [onDisk, joined] = [await figure(page, 'counted-edits')(), await figure(page, 'counted-joined')()];
  expect({ onDisk, joined, both: onDisk + joined }).toEqual({ onDisk, joined, both: edits });
  await eventually(figure(page, 'counted-refused'), wrote.refused);
  expect(during).not.toBe(before);
  expect(await picture()).not.toBe(during);

  // The load measures there and back, the relay its own part of that; the page knows a bucket, of which the largest step is 2.5.
  const shown = must(
    /p50 ([\d.]+) (ms|s)/.exec(
      (await page.getByRole('img', { name: /^Acknowledged within/ }).getAttribute('aria-label')) ?? '',
    ),
    'a median',
  );
  const median = Number(shown[1]) * (shown[2] === 's' ? 1_000 : 1);
  expect(median).toBeGreaterThan(0);
  expect(median).toBeLessThanOrEqual(wrote.median * 2.5 + 1);

  // One connection, closed here, is gone there.
  await page.getByRole('link', { name: 'Connections', exact: true }).click();
  await eventually(() => page.locator('tbody tr').count(), connected.connections);
  await page.getByRole('button', { name: 'Disconnect this connection of tom' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
  await page.getByText('1 connection closed.').waitFor();
  await eventually(async () => (await load.order({ do: 'tell' })).closed, [4504]);
  await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).last().click();
  await eventually(() => page.locator('tbody tr').count(), connected.connections - 1);

  // A relay that dies is told, its figures stay in grey, and it is found again by itself.
  await page.getByRole('link', { name: 'Now', exact: true }).click();
  await eventually(figure(page, 'connections'), connected.connections - 1);
  relay.process.kill('SIGKILL');
  await once(relay.process, 'exit');
  await page.getByRole('alert').getByText('The relay does not answer').waitFor();
  expect(await page.getByTestId('line').innerText()).toMatch(/no answer/i);
  expect(await figure(page, 'connections')()).toBe(connected.connections - 1);
  expect(await violations(page)).toEqual([]);
  relay = await processes.relay({ SOLDER_DEMO: 'off', PORT: new URL(relay.url).port });
  await eventually(figure(page, 'connections'), 0);
  expect(await page.getByRole('alert').count()).toBe(0);
});

test('DASH-7: without a token, and with a link that was followed before, the page says how to get one', async () => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
  const page = await context.newPage();
  await page.goto(`${relay.url}/operator`);
  await page.getByText('solder operator link').first().waitFor();
  expect(await violations(page)).toEqual([]);
  const { out } = await processes.solder('operator', 'link');
  await page.goto(out.trim());
  await page.reload();
  await page.getByTestId('counted-edits').waitFor();
  // Of this tab alone, and never of another.
  const other = await context.newPage();
  await other.goto(out.trim());
  await other.getByRole('alert').getByText('followed before').waitFor();
  expect(new URL(other.url()).hash).toBe('');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.reload();
  await page.getByText('solder operator link').first().waitFor();
  await context.close();
});
