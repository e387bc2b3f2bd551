/** What it costs to find that nothing has changed: a device is started again that had the whole shop before. */
import { startProxy } from './counting-proxy.ts';
import { freshDisk, syncOnce } from './node-replica.ts';
import { say } from './progress.ts';
import { startRelay } from './relay-process.ts';
import { makeShop } from './shop.ts';

export async function resync(docs: number): Promise<object> {
  await using stack = new AsyncDisposableStack();
  const shop = await makeShop(docs);
  stack.defer(shop.remove);
  const relay = await startRelay(shop.folder);
  stack.defer(relay.stop);
  const proxy = await startProxy(relay);
  stack.defer(proxy.close);
  const disk = freshDisk();
  const first = await syncOnce(proxy, { token: shop.token, docs, disk });
  say(`the first time took ${first.ms} ms; now again`);
  return { bench: 'resync', docs, ...(await syncOnce(proxy, { token: shop.token, docs, disk })) };
}
