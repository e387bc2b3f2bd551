/**
 * How long a fresh device takes to have the whole shop in its vault, in a real Chromium on a disk, beside writing the same bytes
 * into one object store and doing nothing else.
 */
import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { executable, flags } from '../../tests/browser/chromium.ts';
import type { Asked } from '../flags.ts';
import { folderFor } from '../folder.ts';
import { say } from '../progress.ts';
import { startRelay, type RelayProcess } from '../relay-process.ts';
import { benchResult, type BenchResult } from '../result.ts';
import { makeShop, records, shop, type BenchShop } from '../shop.ts';
import { sideBySide, type Figures } from '../side-by-side.ts';
import { buildPage } from './build-page.ts';
import type { Occasion } from './contestants.ts';
import { startPageServer, type PageServer } from './page-server.ts';
import { round } from '../numbers.ts';

export async function inChromium(
  occasion: Occasion,
  { docs, rounds }: Asked,
  stack: AsyncDisposableStack,
): Promise<BenchResult> {
  const about = { in: 'chromium', docs, rounds };
  const made = await makeShop(docs, stack);
  const server = await startPageServer(stack);
  const relay = await startRelay(made.folder, stack, { origins: server.origin });
  const browser = new BenchBrowser(relay, server, docs);
  server.serve('/', 'text/html', '<!doctype html><title>bench</title><script src="/script"></script>');
  server.serve(
    '/script',
    'text/javascript; charset=utf-8',
    await buildPage(path.join(import.meta.dirname, 'page.ts')),
  );
  if (occasion === 'first') server.serve('/records', 'application/octet-stream', bytesOf(docs));
  const profiles = await folderFor(stack);
  const profile = (): Promise<string> => mkdtemp(path.join(profiles, 'profile-'));
  if (occasion === 'first') {
    const figures = await sideBySide(
      [
        { name: 'solder', measure: async () => browser.sync(await profile(), made) },
        { name: 'oneStore', measure: async () => browser.store(await profile()) },
      ],
      rounds,
    );
    const of = (name: string): number | null => figures.get(name)?.['ms'] ?? null;
    const [ms, storeMs] = [of('solder'), of('oneStore')];
    const ratio = ms !== null && storeMs !== null ? round(ms / storeMs) : null;
    return benchResult('first-sync', about, { solder: { ms, storeMs, ratio } });
  }
  const device = await profile();
  const { ms: firstMs } = await browser.sync(device, made);
  say(`the first time took ${firstMs} ms; now again`);
  const again = await sideBySide([{ name: 'solder', measure: () => browser.sync(device, made) }], rounds);
  return benchResult('resync', about, { solder: { firstMs: firstMs ?? null, ...again.get('solder') } });
}

class BenchBrowser {
  readonly #relay: RelayProcess;
  readonly #server: PageServer;
  readonly #docs: number;

  constructor(relay: RelayProcess, server: PageServer, docs: number) {
    this.#relay = relay;
    this.#server = server;
    this.#docs = docs;
  }

  /** @throws when not all records are there in the end. */
  sync(profile: string, { token }: BenchShop): Promise<Figures> {
    const url = `ws://${this.#relay.host}:${this.#relay.port}/sync`;
    return this.#inPage(profile, async (page) => {
      const plan = { url, shop, user: 'ana', token };
      const { ms, rows } = await page.evaluate((plan) => window.solderBench.sync(plan), plan);
      if (rows !== this.#docs) throw new Error(`the lists show ${rows} of ${this.#docs} records`);
      return { ms: Math.round(ms) };
    });
  }

  store(profile: string): Promise<Figures> {
    return this.#inPage(profile, async (page) => ({
      ms: Math.round(await page.evaluate(() => window.solderBench.store('/records'))),
    }));
  }

  /** Each in a browser of its own, which keeps its databases on the disk and not in memory. */
  async #inPage<T>(profile: string, use: (page: Page) => Promise<T>): Promise<T> {
    const context = await open(profile);
    try {
      const page = await context.newPage();
      const failed = new Promise<never>((_resolve, reject) => page.on('pageerror', reject));
      // Whoever waits for it may have ended first.
      failed.catch(() => undefined);
      await page.goto(this.#server.origin);
      return await Promise.race([use(page), failed]);
    } finally {
      await context.close();
    }
  }
}

const open = (profile: string): Promise<BrowserContext> =>
  chromium.launchPersistentContext(profile, {
    executablePath: executable(),
    headless: true,
    args: [...flags],
  });

/** What a vault keeps of each record, its document and its row, with its length before it. */
function bytesOf(docs: number): Buffer {
  const parts: Uint8Array[] = [];
  for (const { update, row = '' } of records(docs)) {
    const json = Buffer.from(row);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(update.length + json.length);
    parts.push(length, update, json);
  }
  return Buffer.concat(parts);
}
