/** How long a fresh device takes to have the whole shop. */
import type { Bench } from '../bench.ts';
import { inChromium } from './chromium.ts';
import { startProxy } from './counting-proxy.ts';
import { syncOnce } from './node-replica.ts';
import { say } from '../progress.ts';
import { startRelay } from '../relay-process.ts';
import { makeShop } from '../shop.ts';

/** The replica keeps its vault in memory, as the peers it is compared with keep their documents. */
export const firstSync: Bench = async (asked, stack) => {
  const { docs } = asked;
  if (asked.chromium) return inChromium('first', asked, stack);
  const shop = await makeShop(docs, stack);
  const relay = await startRelay(shop.folder, stack);
  const proxy = await startProxy(relay, stack);
  say('a fresh replica takes the shop');
  return { bench: 'first-sync', docs, ...(await syncOnce(proxy, { token: shop.token, docs, disk: null })) };
};
