/**
 * What a bench looks at in the page, and the only place that knows the page's markup: when the list is there, how it is
 * scrolled, and where one searches.
 */
import type { Page } from 'playwright-core';

export const marks = {
  row: '.list-row',
  scroller: '.list-scroll',
  /** The list has all of its rows. */
  loaded: '[data-testid="list-count"][data-loaded="true"]',
  searchBox: '[data-testid="search-box"]',
  searchField: 'input[role="combobox"][aria-label="Search everything"]',
  /** What was found, with the words that it was found for. */
  results: '[data-testid="search-results"]',
  /** The search looks at all of the device. */
  indexed: '[data-testid="search-results"][data-complete="true"]',
  synced: '[data-testid="sync-badge"][data-state="completed"][data-pending="0"]',
  person: (shop: string): string => `section[aria-label="Shop ${shop}"] button[data-user="owner"]`,
  list: (shop: string): string => `/${shop}/device`,
} as const;

interface Probe {
  /** When the first row was on the screen; 0 before. */
  usable: number;
}

declare global {
  interface Window {
    solderProbe: Probe;
  }
}

/** Watches the page from the first moment of whatever it goes to. */
export async function watch(page: Page): Promise<void> {
  await page.addInitScript((row: string) => {
    const probe: Probe = { usable: 0 };
    window.solderProbe = probe;
    const watcher = new MutationObserver(() => {
      if (!document.querySelector(row)) return;
      watcher.disconnect();
      // The frame that has the row in it is drawn before the next one begins.
      requestAnimationFrame(() => requestAnimationFrame(() => (probe.usable = performance.now())));
    });
    watcher.observe(document, { childList: true, subtree: true });
  }, marks.row);
}

/** Milliseconds from the navigation to the first row on the screen. */
export async function usable(page: Page): Promise<number> {
  await page.waitForFunction(() => window.solderProbe.usable > 0, undefined, {
    polling: 20,
    timeout: 120_000,
  });
  return page.evaluate(() => window.solderProbe.usable);
}

/** Scrolls as a wheel does for a while, then drags through the whole list. */
export async function scrollThrough(page: Page): Promise<void> {
  await page.locator(marks.scroller).hover();
  for (let i = 0; i < 60; i++) await page.mouse.wheel(0, 480);
  await page.evaluate(async (scroller) => {
    const list = document.querySelector(scroller);
    if (!list) throw new Error('no list to scroll');
    for (let i = 0; i <= 60; i++) {
      list.scrollTop = (list.scrollHeight * i) / 60;
      await new Promise(requestAnimationFrame);
    }
  }, marks.scroller);
}
