/** What opens over a page, and what a page says when something is wrong with its files or its version. */
import type { Page } from 'playwright-core';
import { closeCodes } from '../../shared/protocol/codes.ts';
import { drawPhoto } from '../browser/draw-photo.ts';
import { disputedModel } from './disagreements.ts';
import { openRecord, type Screen } from './screen.ts';

async function search(page: Page, words: string): Promise<void> {
  await page.getByTestId('search-box').click();
  await page.getByRole('combobox', { name: 'Search everything' }).fill(words);
  await page.locator(`[data-testid="search-results"][data-query="${words}"][data-complete="true"]`).waitFor();
}

const photos = (page: Page) => page.locator('[data-field="photosBefore"]');

async function addPhoto(page: Page, state: 'done' | 'failed'): Promise<void> {
  await openRecord(page, 6);
  const buffer = await drawPhoto(page, 1_200, 900);
  const file = { name: 'photo.jpg', mimeType: 'image/jpeg', buffer };
  await photos(page).locator('input[type="file"]').last().setInputFiles(file);
  await photos(page).locator(`[data-testid="photo"][data-upload="${state}"] img`).last().waitFor();
}

const uploads = '**/api/shops/demo/files';

export const overlays: readonly Screen[] = [
  { name: 'search-empty', path: 'ticket', arrange: (page) => search(page, '') },
  {
    name: 'search-found',
    path: 'ticket',
    arrange: async (page) => {
      await search(page, 'battery');
      await page.getByRole('option').first().waitFor();
    },
  },
  { name: 'search-nothing', path: 'ticket', arrange: (page) => search(page, 'no such thing anywhere') },
  {
    name: 'list-filter',
    path: 'device',
    arrange: async (page) => {
      await page.getByRole('button', { name: 'Filter and sort' }).click();
      await page.getByLabel('In the order of').waitFor();
    },
  },
  {
    name: 'list-filtered',
    path: 'device?status=diagnosing&readyBy=overdue&engineer=none&review=yes&sort=due',
    arrange: (page) => page.getByRole('group', { name: 'Filters' }).waitFor(),
  },
  {
    name: 'keys',
    path: 'ticket',
    arrange: async (page) => {
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    },
  },
  {
    name: 'take-over',
    path: `device?q=${disputedModel}`,
    arrange: async (page) => {
      await openRecord(page);
      await page.getByRole('button', { name: 'Take over' }).click();
      await page.getByRole('dialog', { name: /^Take over from/ }).waitFor();
    },
  },
  {
    name: 'photo',
    path: 'device',
    arrange: async (page) => {
      await addPhoto(page, 'done');
      await photos(page).getByTestId('photo').last().locator('button').first().click();
      await page.locator('[data-testid="large-photo"] img[data-whole="true"]').waitFor();
    },
  },
  {
    name: 'photo-failed',
    path: 'device',
    arrange: async (page) => {
      const body = JSON.stringify({ type: 'urn:solder:problem:quota-exceeded' });
      await page.route(uploads, (route) =>
        route.fulfill({ status: 507, contentType: 'application/problem+json', body }),
      );
      await addPhoto(page, 'failed');
      await photos(page).scrollIntoViewIfNeeded();
    },
    leave: async (page) => {
      await page.unroute(uploads);
      await photos(page)
        .getByRole('button', { name: /^Send .* again$/ })
        .click();
      await photos(page).locator('[data-upload="done"]').last().waitFor();
    },
  },
];

/** Among the last, since connections are then handed on by the test: the relay works with nothing so old. */
export const tooOld: Screen = {
  name: 'too-old',
  path: 'ticket',
  arrange: async (page) => {
    let isTooOld = true;
    await page.routeWebSocket(/\/sync/, (socket) => {
      if (isTooOld) socket.onMessage(() => socket.close({ code: closeCodes.upgradeRequired }));
      else socket.connectToServer();
    });
    await page.reload();
    await page.getByTestId('too-old').waitFor();
    isTooOld = false;
  },
};
