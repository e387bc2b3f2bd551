/** Goes to another page of the app as a link inside of it does: loading it anew costs more than half a second of a processor. */
import type { Page } from 'playwright-core';

export const goWithin = (page: Page, path: string): Promise<void> =>
  page.evaluate((to) => {
    history.pushState(null, '', to);
    window.dispatchEvent(new PopStateEvent('popstate'));
  }, path);
