/** Who takes part in a first sync and in a resync: Solder's replica, the peers' protocols, and a REST pull. */
import type { Asked } from '../flags.ts';
import { folderFor } from '../folder.ts';
import { startPeer } from '../peers.ts';
import { say } from '../progress.ts';
import { startRelay } from '../relay-process.ts';
import { makeShop, namesOf, updatesOf } from '../shop.ts';
import type { Contestant, Figures } from '../side-by-side.ts';
import { startProxy } from './counting-proxy.ts';
import { countSync, freshDisk, timeSync } from './node-replica.ts';
import { fill, syncHocuspocus, syncPlain, type Held } from './peer-documents.ts';
import { makeRows, pull, type Rows } from './rest.ts';
import { round } from '../numbers.ts';

/** `first`: nothing is on the device. `again`: everything is, and nothing has changed. */
export type Occasion = 'first' | 'again';

/** Measured by its time, straight to its server. */
export interface SyncContestant extends Contestant {
  /** Once more, through a proxy that counts what goes over the wire, which nobody's time is taken of. */
  readonly count?: () => Promise<Figures>;
}

/** Servers end with the stack. */
export async function contestants(
  occasion: Occasion,
  { docs, peers, rest: withRest, profile }: Asked,
  stack: AsyncDisposableStack,
): Promise<readonly SyncContestant[]> {
  const own = [await solder(occasion, { docs, profile }, stack)];
  if (occasion === 'first') own.push(await solderAfterStart(docs, stack));
  if (!peers) return withRest ? [...own, await rest(occasion, docs, stack)] : own;
  const names = namesOf(docs);
  const plain = await peer('yWebsocketServer', docs, syncPlain, { occasion, names }, stack);
  const hocuspocus = await peer('hocuspocus', docs, syncHocuspocus, { occasion, names }, stack);
  return [...own, plain, hocuspocus, await rest(occasion, docs, stack)];
}

async function solder(
  occasion: Occasion,
  { docs, profile }: Pick<Asked, 'docs' | 'profile'>,
  stack: AsyncDisposableStack,
): Promise<SyncContestant> {
  const { folder, token } = await makeShop(docs, stack);
  const relay = await startRelay(folder, stack, { profile });
  const { port } = relay;
  const roomsBefore = await relay.metric('solder_rooms');
  // A device's disk, as Node can have one, for what is there still; else everything is in memory, as with the peers.
  const disk = occasion === 'again' ? freshDisk() : null;
  if (disk) {
    const { ms } = await timeSync({ port, token, docs, disk });
    say(`the first time took ${ms} ms; now again`);
  }
  return {
    name: 'solder',
    // What is on the disk was counted when it came there, and is once more in the end.
    measure: () => timeSync({ port, token, disk, ...(!disk && { docs }) }),
    async count() {
      const counts = await countSync(await startProxy(relay, stack), { token, docs, disk });
      // Records that the relay made a document of for any of it would be in memory still.
      return { ...counts, roomsBefore, roomsAfter: await relay.metric('solder_rooms') };
    },
  };
}

/** The first device that comes to a relay: nothing was read before, and nothing of the relay was compiled. */
async function solderAfterStart(docs: number, stack: AsyncDisposableStack): Promise<SyncContestant> {
  const { folder, token } = await makeShop(docs, stack);
  return {
    name: 'solderAfterStart',
    async measure() {
      await using alone = new AsyncDisposableStack();
      const { port } = await startRelay(folder, alone);
      // Awaited, since the relay ends with this block.
      return await timeSync({ port, token, disk: null, docs });
    },
  };
}

async function peer(
  name: 'yWebsocketServer' | 'hocuspocus',
  docs: number,
  sync: (url: string, names: readonly string[], held: Held) => Promise<void>,
  { occasion, names }: { readonly occasion: Occasion; readonly names: readonly string[] },
  stack: AsyncDisposableStack,
): Promise<SyncContestant> {
  // From its disk y-websocket-server says that a document is synced before its content is there.
  const disk = name === 'hocuspocus' ? await folderFor(stack) : undefined;
  const server = await startPeer(name, { disk }, stack);
  say(`putting the same ${docs} documents into ${name}`);
  await fill(name, server.url, updatesOf(docs));
  const here: Held = new Map();
  if (occasion === 'again') await sync(server.url, names, here);
  return byPort(name, server.port, stack, async (port) => {
    const held = occasion === 'again' ? here : new Map();
    await sync(`ws://127.0.0.1:${port}`, names, held);
    const isMissing = names.some((each) => held.get(each)?.store.clients.size === 0);
    return isMissing || held.size !== names.length ? 'it is told that all is here, and it is not' : undefined;
  });
}

async function rest(occasion: Occasion, docs: number, stack: AsyncDisposableStack): Promise<SyncContestant> {
  const folder = await folderFor(stack);
  makeRows(folder, docs);
  const server = await startPeer('rest', { disk: folder }, stack);
  const here: Rows = { cursor: 0, byId: new Map() };
  if (occasion === 'again') await pull(`http://127.0.0.1:${server.port}`, here);
  return byPort('rest', server.port, stack, async (port) => {
    const rows = occasion === 'again' ? here : { cursor: 0, byId: new Map() };
    await pull(`http://127.0.0.1:${port}`, rows);
    return rows.byId.size === docs ? undefined : `there are ${rows.byId.size} of ${docs} rows`;
  });
}

/** `sync` goes to this port, and answers what is wrong in the end. */
function byPort(
  name: string,
  port: number,
  stack: AsyncDisposableStack,
  sync: (port: number) => Promise<string | undefined>,
): SyncContestant {
  return {
    name,
    async measure() {
      const from = performance.now();
      const wrong = await sync(port);
      const ms = performance.now() - from;
      complain(wrong);
      return { ms: round(ms) };
    },
    async count() {
      const proxy = await startProxy({ host: '127.0.0.1', port }, stack);
      complain(await sync(proxy.port));
      return { ...proxy.counts() };
    },
  };
}

function complain(wrong: string | undefined): void {
  if (wrong !== undefined) throw new Error(wrong);
}
