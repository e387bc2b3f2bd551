/** How long a fresh device takes to have the whole shop. */
import { startProxy } from './counting-proxy.ts';
import { syncOnce } from './node-replica.ts';
import { say } from './progress.ts';
import { startRelay } from './relay-process.ts';
import { makeShop } from './shop.ts';

/** The replica keeps its vault in memory, as the peers it is compared with keep their documents. */
export async function firstSync(docs: number): Promise<object> {
  await using stack = new AsyncDisposableStack();
  const shop = await makeShop(docs);
  stack.defer(shop.remove);
  const relay = await startRelay(shop.folder);
  stack.defer(relay.stop);
  const proxy = await startProxy(relay);
  stack.defer(proxy.close);
  say('a fresh replica takes the shop');
  return { bench: 'first-sync', docs, ...(await syncOnce(proxy, { token: shop.token, docs, disk: null })) };
}
