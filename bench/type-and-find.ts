/** How soon what is searched for stands on the screen after each key, as somebody at the counter types it. */
import type { Page } from 'playwright-core';
import { marks } from './page-probe.ts';

/** Names, places, makes, problems, telephone numbers, IMEIs and numbers of orders, whole and in part. */
const typed = [
  'cardiff',
  'iron broken',
  'bosch',
  'stops working',
  'dyson vacuum',
  'laptop screen',
  'swansea',
  'sewing machine',
  '07700 900123',
  '+44 29 2087',
  '356938035643809',
  '1024',
  'kettle leaking',
  'no power',
];

declare global {
  interface Window {
    /** Milliseconds of the keys so far, and what is told when the last of them has its result. */
    solderKeys: { readonly took: number[]; stands: PromiseWithResolvers<void> };
  }
}

/** Milliseconds from each key to the frame that shows its result. The page shows a shop whose rows are all in memory. */
export async function typeAndFind(page: Page): Promise<readonly number[]> {
  await page.evaluate((results) => {
    const keys = { took: [] as number[], stands: Promise.withResolvers<void>() };
    window.solderKeys = keys;
    document.addEventListener(
      'keydown',
      ({ timeStamp, key, target }) => {
        if (key.length !== 1 || !(target instanceof HTMLInputElement)) return;
        keys.stands = Promise.withResolvers<void>();
        const { resolve } = keys.stands;
        const before = target.value;
        const look = (): void => {
          const stands =
            target.value !== before &&
            document.querySelector<HTMLElement>(results)?.dataset['query'] === target.value;
          if (!stands) return void requestAnimationFrame(look);
          // This frame is about to be drawn with the result in it; the next task comes after that.
          const { port1, port2 } = new MessageChannel();
          port1.addEventListener('message', () => {
            keys.took.push(performance.now() - timeStamp);
            resolve();
          });
          port1.start();
          port2.postMessage(null);
        };
        requestAnimationFrame(look);
      },
      { capture: true },
    );
  }, marks.results);
  await page.locator(marks.searchBox).click();
  const field = page.locator(marks.searchField);
  await field.fill('complete');
  await page.locator(marks.indexed).waitFor({ state: 'attached', timeout: 300_000 });
  for (const text of typed) {
    await field.fill('');
    for (const key of text) {
      await page.keyboard.type(key);
      // Waited for in the page: looking from outside would take its time from what is measured.
      await page.evaluate(() => window.solderKeys.stands.promise);
    }
  }
  await page.keyboard.press('Escape');
  return page.evaluate(() => window.solderKeys.took);
}
