/** Who takes part in a first sync and in a resync: Solder's replica, the peers' protocols, and a REST pull. */
import type { Asked } from '../flags.ts';
import { folderFor } from '../folder.ts';
import { startPeer } from '../peers.ts';
import { say } from '../progress.ts';
import { startRelay } from '../relay-process.ts';
import { makeShop, records } from '../shop.ts';
import type { Contestant, Figures } from '../side-by-side.ts';
import { startProxy, type CountingProxy } from './counting-proxy.ts';
import { freshDisk, syncOnce } from './node-replica.ts';
import { fill, syncHocuspocus, syncPlain, type Held } from './peer-documents.ts';
import { makeRows, pull, type Rows } from './rest.ts';

/** `first`: nothing is on the device. `again`: everything is, and nothing has changed. */
export type Occasion = 'first' | 'again';

/** Servers end with the stack. Each contestant measures one sync through a proxy that counts. */
export async function contestants(
  occasion: Occasion,
  { docs, peers, profile }: Asked,
  stack: AsyncDisposableStack,
): Promise<readonly Contestant[]> {
  const own = [await solder(occasion, { docs, profile }, stack)];
  if (occasion === 'first') own.push(await solderAfterStart(docs, stack));
  if (!peers) return own;
  const names = Array.from(records(docs), ({ name }) => `${name.kind}/${name.id}`);
  const plain = await peer('yWebsocketServer', docs, syncPlain, { occasion, names }, stack);
  const hocuspocus = await peer('hocuspocus', docs, syncHocuspocus, { occasion, names }, stack);
  return [...own, plain, hocuspocus, await rest(occasion, docs, stack)];
}

async function solder(
  occasion: Occasion,
  { docs, profile }: Pick<Asked, 'docs' | 'profile'>,
  stack: AsyncDisposableStack,
): Promise<Contestant> {
  const { folder, token } = await makeShop(docs, stack);
  const relay = await startRelay(folder, stack, { profile });
  const proxy = await startProxy(relay, stack);
  // A device's disk, as Node can have one, for what is there still; else everything is in memory, as with the peers.
  const disk = occasion === 'again' ? freshDisk() : null;
  if (disk) {
    const { ms } = await syncOnce(proxy, { token, docs, disk });
    say(`the first time took ${ms} ms; now again`);
  }
  // What is on the disk was counted when it came there.
  return { name: 'solder', measure: () => syncOnce(proxy, { token, disk, ...(!disk && { docs }) }) };
}

/** The first device that comes to a relay: nothing was read before, and nothing of the relay was compiled. */
async function solderAfterStart(docs: number, stack: AsyncDisposableStack): Promise<Contestant> {
  const { folder, token } = await makeShop(docs, stack);
  return {
    name: 'solderAfterStart',
    async measure() {
      await using alone = new AsyncDisposableStack();
      const proxy = await startProxy(await startRelay(folder, alone), alone);
      // Awaited, since the relay ends with this block.
      return await syncOnce(proxy, { token, disk: null, docs });
    },
  };
}

async function peer(
  name: 'yWebsocketServer' | 'hocuspocus',
  docs: number,
  sync: (url: string, names: readonly string[], held: Held) => Promise<void>,
  { occasion, names }: { readonly occasion: Occasion; readonly names: readonly string[] },
  stack: AsyncDisposableStack,
): Promise<Contestant> {
  // From its disk y-websocket-server says that a document is synced before its content is there.
  const disk = name === 'hocuspocus' ? await folderFor(stack) : undefined;
  const server = await startPeer(name, { disk }, stack);
  say(`putting the same ${docs} documents into ${name}`);
  await fill(name, server.url, updates(docs));
  const proxy = await startProxy({ host: '127.0.0.1', port: server.port }, stack);
  const url = `ws://127.0.0.1:${proxy.port}`;
  const here: Held = new Map();
  if (occasion === 'again') await sync(url, names, here);
  return {
    name,
    measure: () =>
      timed(proxy, async () => {
        const held = occasion === 'again' ? here : new Map();
        await sync(url, names, held);
        const isMissing = names.some((each) => held.get(each)?.store.clients.size === 0);
        return isMissing || held.size !== names.length
          ? 'it is told that all is here, and it is not'
          : undefined;
      }),
  };
}

async function rest(occasion: Occasion, docs: number, stack: AsyncDisposableStack): Promise<Contestant> {
  const folder = await folderFor(stack);
  makeRows(folder, docs);
  const server = await startPeer('rest', { disk: folder }, stack);
  const proxy = await startProxy({ host: '127.0.0.1', port: server.port }, stack);
  const url = `http://127.0.0.1:${proxy.port}`;
  const here: Rows = { cursor: 0, byId: new Map() };
  if (occasion === 'again') await pull(url, here);
  return {
    name: 'rest',
    measure: () =>
      timed(proxy, async () => {
        const rows = occasion === 'again' ? here : { cursor: 0, byId: new Map() };
        await pull(url, rows);
        return rows.byId.size === docs ? undefined : `there are ${rows.byId.size} of ${docs} rows`;
      }),
  };
}

/** `work` answers what is wrong in the end. */
async function timed(proxy: CountingProxy, work: () => Promise<string | undefined>): Promise<Figures> {
  proxy.reset();
  const from = performance.now();
  const wrong = await work();
  const ms = performance.now() - from;
  if (wrong !== undefined) throw new Error(wrong);
  return { ms: Math.round(ms * 100) / 100, ...proxy.counts() };
}

function* updates(docs: number): Generator<readonly [string, Uint8Array]> {
  for (const { name, update } of records(docs)) yield [`${name.kind}/${name.id}`, update];
}
