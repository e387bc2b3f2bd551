/** The screens that are photographed: where each is, and how to get it into the state that is to be seen. */
import type { Page } from 'playwright-core';
import { overlays, tooOld } from './overlays.ts';
import { openRecord, type Screen } from './screen.ts';

/** Today, or on a Sunday Monday: the demo shop promises nobody anything on a Sunday. `YYYY-MM-DD` */
function openDay(): string {
  const date = new Date();
  if (date.getUTCDay() === 0) date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}

/** What of a record's page is below the first sight of it. */
const scrollOn = (page: Page): Promise<void> =>
  page.getByTestId('record').evaluate((record) => {
    const pane = record.parentElement;
    pane?.scrollTo({ top: pane.clientHeight - 140 });
  });

/** A record with something to tell: a price that moved, a text that two spells made. */
async function openPast(page: Page): Promise<void> {
  await openRecord(page, 5);
  const price = page.locator('[data-field="price"] [data-input]').first();
  await price.fill(String(60 + (page.viewportSize()?.width ?? 0) / 10));
  await price.press('Enter');
  await page.locator('[data-field="diagnosis"] .cm-content').click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' Cleaned the contacts, tested again.');
  await page.locator('[data-testid="sync-badge"][data-state="completed"][data-pending="0"]').waitFor();
  await page.getByRole('button', { name: /^More about this/ }).click();
  await page.getByRole('menuitem', { name: 'History' }).click();
  await page.getByTestId('entry').first().waitFor();
}

async function openPasscode(page: Page): Promise<void> {
  await openRecord(page, 5);
  await page.getByTestId('passcode').scrollIntoViewIfNeeded();
}

async function drawPasscode(page: Page): Promise<void> {
  await openPasscode(page);
  await page.getByRole('button', { name: /^Set (passcode|another)$/ }).click();
  await page.getByTestId('passcode').getByText('Pattern', { exact: true }).first().click();
  for (const dot of [1, 2, 5, 8, 9]) await page.getByRole('button', { name: `Dot ${dot},` }).click();
}

const cards = (page: Page): Promise<void> => page.getByTestId('card').first().waitFor();

export const screens: readonly Screen[] = [
  ...['ticket', 'order', 'device', 'client', 'item', 'employee', 'appointment', 'pay'].map(
    (kind): Screen => ({
      name: `${kind}-list`,
      path: kind,
      arrange: (page) => page.locator('.list-row').first().waitFor(),
    }),
  ),
  // Not the newest order and device: by the fifth there is something to see on them.
  ...[
    ['ticket', 0],
    ['order', 4],
    ['device', 5],
    ['client', 2],
    ['item', 0],
    ['employee', 1],
    ['appointment', 0],
    ['pay', 0],
  ].flatMap(([kind, at]): Screen[] => [
    { name: `${kind}-record`, path: String(kind), arrange: (page) => openRecord(page, Number(at)) },
    {
      name: `${kind}-record-below`,
      path: String(kind),
      arrange: async (page) => {
        await openRecord(page, Number(at));
        await scrollOn(page);
      },
    },
  ]),
  {
    name: 'record-new',
    path: 'device',
    arrange: async (page) => {
      await page.getByRole('button', { name: 'New device' }).click();
      await page.getByTestId('record').waitFor();
    },
  },
  {
    name: 'record-missing',
    path: 'order/nothing-is-here',
    arrange: (page) => page.getByTestId('missing-record').waitFor(),
  },
  {
    name: 'passcode-set',
    path: 'device',
    arrange: drawPasscode,
  },
  {
    name: 'passcode-shown',
    path: 'device',
    arrange: async (page) => {
      await drawPasscode(page);
      await page.getByRole('button', { name: 'Keep it on the relay' }).click();
      await page.getByRole('button', { name: 'Show passcode' }).click();
      await page.getByRole('button', { name: 'Test the repair' }).click();
      await page.getByRole('button', { name: 'Show it' }).click();
      await page.getByTestId('passcode-shown').waitFor();
      await page.getByText('Who did what with it').click();
      await page.getByTestId('passcode').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'passcode-why',
    path: 'device',
    arrange: async (page) => {
      await drawPasscode(page);
      await page.getByRole('button', { name: 'Keep it on the relay' }).click();
      await page.getByRole('button', { name: 'Show passcode' }).click();
      await page.getByRole('button', { name: 'Show it' }).click();
    },
  },
  {
    name: 'passcode-offline',
    path: 'device',
    arrange: async (page) => {
      await openPasscode(page);
      await page.context().setOffline(true);
      await page.getByTestId('passcode').getByText('there is no connection').waitFor();
    },
    leave: (page) => page.context().setOffline(false),
  },
  {
    name: 'order-payment',
    path: 'order',
    arrange: async (page) => {
      await openRecord(page, 4);
      await page.getByRole('button', { name: 'Take payment' }).click();
      await page.getByRole('form', { name: 'Take payment' }).scrollIntoViewIfNeeded();
    },
  },
  // Made by a client that does not ask about rights and by two people who wrote at once: `disagreements.ts`.
  {
    name: 'decide',
    path: 'reviews',
    arrange: (page) => page.getByTestId('sent-back-edit').first().waitFor(),
  },
  { name: 'past-history', path: 'device', arrange: openPast },
  {
    name: 'past-as-it-was',
    path: 'device',
    arrange: async (page) => {
      await openPast(page);
      await page
        .getByRole('button', { name: /^As it was then, after/ })
        .last()
        .click();
      await page.getByTestId('as-it-was').waitFor();
    },
  },
  {
    name: 'past-offline',
    path: 'device',
    arrange: async (page) => {
      await openRecord(page, 5);
      await page.context().setOffline(true);
      await page.getByTestId('offline-banner').waitFor();
      await page.getByRole('button', { name: /^More about this/ }).click();
      await page.getByRole('menuitem', { name: 'History' }).click();
      await page.getByTestId('trouble').waitFor();
    },
    leave: (page) => page.context().setOffline(false),
  },
  ...overlays,
  {
    name: 'no-such-page',
    path: 'nonsense',
    arrange: (page) => page.getByText('There is no such page').waitFor(),
  },
  { name: 'nothing-found', path: 'device?q=no+such+thing+anywhere' },
  { name: 'board', path: 'board', arrange: cards },
  {
    name: 'board-claims',
    path: 'board?stage=repair',
    arrange: async (page) => {
      await cards(page);
      const column = page.locator('[data-stage="repair"]:not(button)');
      for (const at of [0, 1])
        await column
          .getByRole('button', { name: /^I’m on it/ })
          .nth(at)
          .click();
      await column.locator('button[aria-pressed="true"]').nth(1).waitFor();
    },
    leave: async (page) => {
      const pressed = page.locator('button[aria-pressed="true"]');
      for (let left = await pressed.count(); left > 0; left--) {
        await pressed.first().click();
        await pressed.nth(left - 1).waitFor({ state: 'detached' });
      }
    },
  },
  {
    name: 'board-menu',
    path: 'board?stage=quote',
    arrange: async (page) => {
      await cards(page);
      const column = page.locator('[data-stage="quote"]:not(button)');
      await column
        .getByRole('button', { name: /^Move / })
        .first()
        .click();
      await page.getByRole('menuitem').first().waitFor();
    },
  },
  {
    name: 'board-lifted',
    path: 'board?stage=quote',
    arrange: async (page) => {
      await cards(page);
      await page.locator('[data-stage="quote"]:not(button) [data-status="ready_to_quote"] a').first().focus();
      await page.keyboard.press('Space');
      await page.locator('[data-zone]').first().waitFor();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
    },
    leave: (page) => page.keyboard.press('Escape'),
  },
  {
    name: 'board-nothing',
    path: 'board?q=no+such+thing',
    arrange: (page) => page.getByTestId('board').waitFor(),
  },
  ...['week', 'day', 'agenda'].map((view): Screen => ({
    name: `calendar-${view}`,
    path: `calendar?view=${view}&day=${openDay()}`,
    arrange: (page) => page.getByTestId('booking').first().waitFor(),
  })),
  {
    name: 'calendar-new',
    path: `calendar?view=week&day=${openDay()}`,
    arrange: async (page) => {
      await page.getByRole('button', { name: 'New appointment' }).click();
      await page.getByRole('button', { name: 'Book it' }).waitFor();
    },
  },
  {
    name: 'calendar-open',
    path: `calendar?view=agenda&day=${openDay()}`,
    arrange: async (page) => {
      await page.getByTestId('booking').first().click();
      await page.getByTestId('appointment').waitFor();
    },
  },
  { name: 'team', path: 'team' },
  { name: 'check-in-1-client', path: 'check-in' },
  {
    name: 'check-in-1-missing',
    path: 'check-in',
    arrange: (page) => page.getByRole('button', { name: 'Next' }).click(),
  },
  {
    name: 'check-in-2-devices',
    path: 'check-in',
    arrange: async (page) => {
      await page.getByLabel('Name').fill('Mair Price');
      await page.getByLabel('Phone').fill('029 2018 0000');
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByRole('combobox', { name: 'Brand' }).fill('Fairphone');
      await page.getByRole('combobox', { name: 'Model' }).fill('4');
      await page.getByLabel('What is wrong with it').fill('Does not charge since it fell into the sink.');
      await page.getByLabel('Kind of passcode').selectOption('pattern');
      for (const dot of [3, 2, 1, 4, 7]) await page.getByRole('button', { name: `Dot ${dot},` }).click();
    },
  },
  {
    name: 'check-in-again',
    path: 'check-in',
    arrange: async (page) => {
      await page.getByRole('button', { name: 'Start again' }).click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  {
    name: 'check-in-3-summary',
    path: 'check-in',
    arrange: async (page) => {
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByLabel('Ready by').waitFor();
    },
  },
  {
    name: 'check-in-4-terms',
    path: 'check-in',
    arrange: async (page) => {
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByTestId('signature-pad').waitFor();
    },
  },
  {
    name: 'labels',
    path: 'check-in',
    arrange: async (page) => {
      await page.getByLabel('The client has read this and agrees').check();
      await page.getByText('Type', { exact: true }).click();
      await page.getByRole('button', { name: 'Accept signature' }).click();
      await page.getByTestId('signature').waitFor();
      await page.getByRole('button', { name: 'Hand in' }).click();
      await page.getByTestId('label').waitFor();
    },
  },
  {
    name: 'person-menu',
    path: 'ticket',
    arrange: async (page) => {
      await page.getByRole('button', { name: /: menu$/ }).click();
      await page.getByRole('menuitem').first().waitFor();
    },
  },
  {
    name: 'sync-summary',
    path: 'ticket',
    arrange: async (page) => {
      await page.getByTestId('sync-badge').click();
      await page.getByRole('button', { name: 'Sync now' }).waitFor();
    },
  },
  { name: 'sync', path: 'sync' },
  {
    name: 'shop-devices',
    path: 'sync',
    arrange: async (page) => {
      await page.getByTestId('shop-device').nth(1).waitFor();
      await page.getByTestId('shop-devices').evaluate((devices) => devices.scrollIntoView());
    },
  },
  {
    name: 'kept',
    path: 'order',
    arrange: async (page) => {
      await openRecord(page, 4);
      await page.getByRole('button', { name: 'More about this order' }).click();
      await page.getByRole('menuitem', { name: 'Keep on this device' }).click();
      await page.getByText('stays on this device').waitFor();
      await page.getByTestId('sync-badge').click();
      await page.getByRole('link', { name: 'Details' }).click();
      await page.getByText('Choose what comes to this device').click();
      await page.getByTestId('kept').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'offline',
    path: 'sync',
    arrange: async (page) => {
      await page.context().setOffline(true);
      await page.getByTestId('offline-banner').waitFor();
    },
    leave: (page) => page.context().setOffline(false),
  },
  {
    name: 'record-away',
    path: 'sync',
    arrange: async (page) => {
      const month = 40 * 24 * 60 * 60 * 1000;
      // Time goes on from there, for this screen and those after it.
      await page.clock.install({ time: (await page.evaluate(() => Date.now())) + month });
      await page.reload();
      await page.getByRole('button', { name: 'Free space now' }).click();
      await page.getByText('Nothing has to go.').waitFor();
      await page.context().setOffline(true);
      await page.getByTestId('offline-banner').waitFor();
      await page.keyboard.press('g');
      await page.keyboard.press('c');
      await page.locator('.list-row a').first().click();
      await page.getByTestId('away-record').waitFor();
    },
    leave: (page) => page.context().setOffline(false),
  },
  tooOld,
  // The last one: it leaves the shop.
  { name: 'sign-in' },
];
