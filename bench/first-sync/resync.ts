/** What it costs to find that nothing has changed: a device is started again that had the whole shop before. */
import type { Bench } from '../bench.ts';
import { inChromium } from './chromium.ts';
import { startProxy } from './counting-proxy.ts';
import { freshDisk, syncOnce } from './node-replica.ts';
import { say } from '../progress.ts';
import { startRelay } from '../relay-process.ts';
import { makeShop } from '../shop.ts';

export const resync: Bench = async (asked, stack) => {
  const { docs } = asked;
  if (asked.chromium) return inChromium('again', asked, stack);
  const shop = await makeShop(docs, stack);
  const relay = await startRelay(shop.folder, stack);
  const proxy = await startProxy(relay, stack);
  const disk = freshDisk();
  const first = await syncOnce(proxy, { token: shop.token, docs, disk });
  say(`the first time took ${first.ms} ms; now again`);
  return { bench: 'resync', docs, ...(await syncOnce(proxy, { token: shop.token, docs, disk })) };
};
