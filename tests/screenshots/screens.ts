/** The screens that are photographed: where each is, and how to get it into the state that is to be seen. */
import type { Page } from 'playwright-core';

export interface Screen {
  /** Becomes the file's name. */
  readonly name: string;
  /** What is opened, below the shop; undefined for the page on which a person is chosen. */
  readonly path?: string;
  /** What is done before the picture is taken. */
  readonly arrange?: (page: Page) => Promise<unknown>;
  /** What is put back afterwards. */
  readonly leave?: (page: Page) => Promise<unknown>;
}

const firstRecord = (page: Page): Promise<void> => page.locator('.list-row a').first().click();

export const screens: readonly Screen[] = [
  { name: 'sign-in' },
  ...['ticket', 'order', 'device', 'client'].flatMap((kind): Screen[] => [
    { name: `${kind}-list`, path: kind },
    {
      name: `${kind}-record`,
      path: kind,
      arrange: async (page) => {
        await firstRecord(page);
        await page.getByTestId('record').waitFor();
      },
    },
  ]),
  { name: 'nothing-found', path: 'device?q=no+such+thing+anywhere' },
  { name: 'team', path: 'team' },
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
    name: 'offline',
    path: 'sync',
    arrange: async (page) => {
      await page.context().setOffline(true);
      await page.getByTestId('offline-banner').waitFor();
    },
    leave: (page) => page.context().setOffline(false),
  },
];
