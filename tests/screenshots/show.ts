/** Brings a page to a screen, in the sizes and themes in which the app is looked at. */
import type { Page } from 'playwright-core';
import type { Screen } from './screen.ts';

export const sizes = [
  { name: 'phone', width: 390, height: 844 },
  { name: 'tablet', width: 820, height: 1180 },
  { name: 'counter', width: 1440, height: 900 },
] as const;

export const themes = ['light', 'dark'] as const;

/** @param url the relay's address, without a path */
export async function show(page: Page, url: string, screen: Screen): Promise<void> {
  if (screen.path === undefined) {
    // Whoever closes the window and comes back is asked again who they are.
    await page.getByRole('button', { name: /: menu$/ }).click();
    await page.getByRole('menuitem', { name: 'Switch person' }).click();
    await page.locator('button[data-user]').first().waitFor();
  } else {
    await page.goto(`${url}/demo/${screen.path}`);
    await page.getByTestId('sync-badge').waitFor();
  }
  await screen.arrange?.(page);
  await page.evaluate(() => document.fonts.ready);
}
