/** The operator's dashboard as it is photographed and as axe looks at it: each of its pages, over a relay at work. */
import type { Page } from 'playwright-core';
import type { ShopScene } from '../browser/shop-scene.ts';
import { ProtocolClient } from '../support/protocol-client.ts';

export interface OperatorScreen {
  readonly name: string;
  readonly path: string;
  /** What is there once the page is. */
  readonly ready: string;
  readonly arrange?: (page: Page) => Promise<unknown>;
}

export const operatorScreens: readonly OperatorScreen[] = [
  { name: 'operator-now', path: '', ready: '[data-testid="counted-edits"]' },
  { name: 'operator-connections', path: '/connections', ready: 'tbody tr' },
  {
    name: 'operator-disconnect',
    path: '/connections',
    ready: 'tbody tr',
    arrange: async (page) => {
      await page
        .getByRole('button', { name: /^Disconnect this/ })
        .first()
        .click();
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'operator-shops', path: '/shops', ready: '#largest' },
  {
    name: 'operator-record',
    path: '/shops',
    ready: '#largest',
    arrange: async (page) => {
      await page.locator('section[aria-labelledby="largest"] a').first().click();
      await page.getByTestId('record').waitFor();
    },
  },
];

/** Somebody who writes while it is looked at, so that there is something to see. The answer ends it. */
export async function atWork(scene: ShopScene, user: string): Promise<() => void> {
  const client = await ProtocolClient.connect(scene.relayUrl, await scene.token(user));
  const { doc } = await client.open('device/written-while-looked-at');
  const text = doc.getText('text:notes');
  let turn = 0;
  const timer = setInterval(() => {
    // More at some times than at others, as people write.
    for (let each = 0; each < 1 + (turn % 7); each++) text.insert(text.length, `${turn} `);
    turn++;
  }, 100);
  return () => {
    clearInterval(timer);
    client.end();
  };
}

/** Goes to the dashboard by a link of its own, and stays signed in in that tab. */
export async function enterDashboard(page: Page, scene: ShopScene): Promise<void> {
  await page.goto(await scene.operatorLink());
  await page.getByTestId('counted-edits').waitFor();
}

export async function showOperator(page: Page, url: string, screen: OperatorScreen): Promise<void> {
  await page.goto(`${url}/operator${screen.path}`);
  await page.locator(screen.ready).first().waitFor();
  await screen.arrange?.(page);
  await page.evaluate(() => document.fonts.ready);
}
