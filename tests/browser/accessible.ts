/** What axe finds wrong with screens, by the rules of WCAG 2.2 AA. */
import type axe from 'axe-core';
import { source } from 'axe-core';
import type { Page } from 'playwright-core';
import { disagree } from '../screenshots/disagreements.ts';
import { otherDevices } from '../screenshots/other-devices.ts';
import type { Screen } from '../screenshots/screen.ts';
import { screens } from '../screenshots/screens.ts';
import { show, sizes, themes } from '../screenshots/show.ts';
import type { ShopScene } from './shop-scene.ts';

const everyLook = themes.flatMap((theme) => sizes.map((size) => ({ ...size, theme })));
type Look = (typeof everyLook)[number];
/** All six looks of every screen take many minutes, by theme: without it each screen is seen in one of them, by turns. */
const rounds: readonly ((at: number) => readonly Look[])[] =
  process.env['SOLDER_AXE'] === 'all'
    ? themes.map((theme) => () => everyLook.filter((look) => look.theme === theme))
    : [(at) => everyLook.slice(at % everyLook.length).slice(0, 1)];

/**
 * The screens that axe looks at, in two halves: each is a file of tests, so that two workers share them. The same page further
 * down is the same page to axe. While a card is lifted, the places where it may not go are pale, as what is inactive may be.
 */
export function halvesOfScreens(): readonly [records: readonly Screen[], pages: readonly Screen[]] {
  const seen = screens.filter(({ name }) => !name.endsWith('-below') && name !== 'board-lifted');
  const pages = seen.findIndex(({ name }) => name === 'board');
  return [seen.slice(0, pages), seen.slice(pages)];
}

/** A line for each violation: the screen and the look, the rule, where, and why. */
export async function violationsOn(scene: ShopScene, seen: readonly Screen[]): Promise<readonly string[]> {
  await scene.person('ben');
  await disagree(scene);
  await otherDevices(scene);
  const found: string[] = [];
  for (const looksAt of rounds) {
    const { page, network, context } = await scene.person('ana', { hasTouch: true });
    for (const [at, screen] of seen.entries()) {
      const looks = looksAt(at);
      for (const [turn, { name, width, height, theme }] of looks.entries()) {
        await page.setViewportSize({ width, height });
        // A page that is open changes its colours little by little.
        if (turn === 0) {
          await page.emulateMedia({ colorScheme: theme });
          await show(page, network.url, screen);
        }
        found.push(...(await violations(page)).map((what) => `${screen.name}, ${name}, ${theme}: ${what}`));
      }
      await screen.leave?.(page);
    }
    await context.close();
  }
  return found;
}

/** Of what a page shows now. */
export async function violations(page: Page): Promise<readonly string[]> {
  // Not as a script element, which the page's policy refuses.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  await stands(page);
  return page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
      resultTypes: ['violations'],
    });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(
        ({ target, any, all, none }) =>
          `${id} at ${target.join(' ')}: ${[...any, ...all, ...none].map(({ message }) => message).join('; ')}`,
      ),
    );
  });
}

/** What has just been resized or recoloured is painted, and what fades in has done so: half of a dialog is pale. */
function stands(page: Page): Promise<void> {
  return page.evaluate(async () => {
    for (;;) {
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      const moving = document
        .getAnimations()
        .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
      if (moving.length === 0) return;
      await Promise.allSettled(moving.map(({ finished }) => finished));
    }
  });
}
