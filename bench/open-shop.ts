/**
 * How soon a device with a large shop on it can be worked with, beside one with 20 records: the first sync, then cold starts
 * of the browser, by turns; which tasks hold up the page meanwhile, while the lists scroll, and while one searches.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { setup as buildPage } from '../tests/browser/build-once.ts';
import { executable, flags } from '../tests/browser/chromium.ts';
import type { Bench } from './bench.ts';
import { marks, scrollThrough, takeLongTasks, usable, watch, type LongTask } from './page-probe.ts';
import { say } from './progress.ts';
import { startRelay } from './relay-process.ts';
import { makeRepairShops, type FilledShop } from './repair-shops.ts';

/** Cold starts of each shop. */
const starts = 5;
const syncWithin = 600_000;

interface Device {
  readonly shop: FilledShop;
  /** The browser's profile, which outlives each of its starts. */
  readonly profile: string;
  readonly usableMs: number[];
}

/** The long tasks by what the page did. */
type Phase = 'firstSync' | 'start' | 'load' | 'scroll' | 'search';

export const openShop: Bench = async ({ records }, stack) => {
  await buildPage();
  const shops = await makeRepairShops(records, stack);
  const relay = await startRelay(shops.folder, stack, 'on');
  const url = `http://${relay.host}:${relay.port}`;
  const profiles = await mkdtemp(path.join(tmpdir(), 'solder-bench-'));
  stack.defer(() => rm(profiles, { recursive: true, force: true, maxRetries: 5 }));
  const device = (shop: FilledShop): Device => ({
    shop,
    profile: path.join(profiles, shop.shop),
    usableMs: [],
  });
  const [large, small] = [device(shops.large), device(shops.small)];
  const tasks = new Map<Phase, LongTask[]>();
  const took = (phase: Phase, some: readonly LongTask[]): void => {
    tasks.set(phase, [...(tasks.get(phase) ?? []), ...some]);
  };
  await firstSync(small, url);
  const first = await firstSync(large, url);
  took('firstSync', first.tasks);
  say(`first sync in ${first.ms} ms`);
  let loadMs: number[] = [];
  for (let i = 0; i < starts; i++) {
    await start(small, url, async () => undefined);
    await start(large, url, async (page) => {
      took('start', await takeLongTasks(page));
      await page.locator(marks.loaded).waitFor({ state: 'attached', timeout: syncWithin });
      loadMs.push(await page.evaluate(() => performance.now()));
      took('load', await takeLongTasks(page));
      await scrollThrough(page);
      took('scroll', await takeLongTasks(page));
    });
    say(
      `usable in ${last(large.usableMs)} ms, with ${small.shop.records} records in ${last(small.usableMs)} ms`,
    );
  }
  const all = [...tasks.values()].flat();
  return {
    bench: 'open-shop',
    records: large.shop.records,
    usableMs: median(large.usableMs),
    usableMsSmall: median(small.usableMs),
    ratio: Math.round((100 * median(large.usableMs)) / median(small.usableMs)) / 100,
    longTasks: all.length,
    longTasksBy: Object.fromEntries([...tasks].map(([phase, some]) => [phase, some.length])),
    longestTaskMs: Math.max(0, ...all.map(({ ms }) => ms)),
    firstSyncMs: first.ms,
    loadedMs: median(loadMs),
    recordsSmall: small.shop.records,
    source: shops.source,
    usableMsEach: large.usableMs,
    usableMsSmallEach: small.usableMs,
    longTasksEach: Object.fromEntries(
      [...tasks].map(([phase, some]) => [phase, some.map(({ at, ms }) => [Math.round(at), ms])]),
    ),
  };
};

/** Signs in on a device that has nothing, and waits until it has everything. */
async function firstSync(
  { shop, profile }: Device,
  url: string,
): Promise<{ readonly ms: number; readonly tasks: readonly LongTask[] }> {
  const context = await open(profile);
  try {
    const page = await context.newPage();
    await watch(page);
    await page.goto(url);
    await page.locator(marks.person(shop.shop)).waitFor();
    await takeLongTasks(page);
    const from = performance.now();
    await page.locator(marks.person(shop.shop)).click();
    await page.locator(marks.synced).waitFor({ state: 'attached', timeout: syncWithin });
    const ms = Math.round(performance.now() - from);
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    return { ms, tasks: await takeLongTasks(page) };
  } finally {
    await context.close();
  }
}

/** Starts the browser and goes to the list; `then` is done when the list can be used. */
async function start(
  { shop, profile, usableMs }: Device,
  url: string,
  then: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await open(profile);
  try {
    const page = await context.newPage();
    await watch(page);
    await page.goto(`${url}${marks.list(shop.shop)}`);
    usableMs.push(Math.round(await usable(page)));
    await then(page);
  } finally {
    await context.close();
  }
}

const open = (profile: string): Promise<BrowserContext> =>
  chromium.launchPersistentContext(profile, {
    executablePath: executable(),
    headless: true,
    args: [...flags],
    viewport: { width: 1440, height: 900 },
  });

const last = (numbers: readonly number[]): number => numbers.at(-1) ?? 0;

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
