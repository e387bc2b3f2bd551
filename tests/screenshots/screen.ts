/** A screen that is photographed, and what several of them do before it can be. */
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

export async function openRecord(page: Page, at = 0): Promise<void> {
  await page.locator('.list-row a').nth(at).click();
  await page.getByTestId('record').waitFor();
}
