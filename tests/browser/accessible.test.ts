/** What axe finds wrong with the screens: every one that `pnpm screenshots` photographs, by the rules of WCAG 2.2 AA. */
import type axe from 'axe-core';
import { source } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { screens } from '../screenshots/screens.ts';
import { show, sizes, themes } from '../screenshots/show.ts';
import { ShopScene } from './shop-scene.ts';

/** All six looks of every screen take many minutes; without it each screen is seen in one of them, by turns. */
const all = process.env['SOLDER_AXE'] === 'all';
const everyLook = themes.flatMap((theme) => sizes.map((size) => ({ ...size, theme })));

const scene = await ShopScene.open();
afterAll(() => scene.close());

test('APP-16: axe finds no violation of WCAG AA on any screen', { timeout: 900_000 }, async () => {
  await scene.person('ben');
  const found: string[] = [];
  // The same page further down is the same page to axe.
  const seen = screens.filter(({ name }) => !name.endsWith('-below'));
  for (const theme of themes) {
    const ana = await scene.person('ana', { hasTouch: true, colorScheme: theme, reducedMotion: 'reduce' });
    for (const [at, screen] of seen.entries()) {
      const looks = (all ? everyLook : everyLook.slice(at % everyLook.length).slice(0, 1)).filter(
        (look) => look.theme === theme,
      );
      const [first] = looks;
      if (!first) continue;
      await ana.page.setViewportSize(first);
      await show(ana.page, ana.network.url, screen);
      for (const { name, width, height } of looks) {
        await ana.page.setViewportSize({ width, height });
        found.push(
          ...(await violations(ana.page)).map((what) => `${screen.name}, ${name}, ${theme}: ${what}`),
        );
      }
      await screen.leave?.(ana.page);
    }
    await ana.context.close();
  }
  expect(found).toEqual([]);
});

/** What is wrong, a line each: the rule, where, and why. */
async function violations(page: Page): Promise<readonly string[]> {
  // Not as a script element, which the page's policy refuses.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  return page.evaluate(async () => {
    // What has just been resized or recoloured is painted first.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
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
