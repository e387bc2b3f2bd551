/**
 * A paper that was really written, typed again through a server by two replicas who take turns: how long that takes, what it
 * costs the server, and what is kept of it.
 */
import path from 'node:path';
import type { Bench } from '../bench.ts';
import type { Spoken } from '../fan-out/dialects.ts';
import { forkLoad } from '../fan-out/fork-load.ts';
import { bytesIn, folderFor } from '../folder.ts';
import { startPeer } from '../peers.ts';
import { say } from '../progress.ts';
import { startRelay } from '../relay-process.ts';
import { benchResult } from '../result.ts';
import type { ServerProcess } from '../server-process.ts';
import { makeShop } from '../shop.ts';
import { sideBySide, type Figures } from '../side-by-side.ts';
import type { TracePlan, TraceResult } from './load.ts';
import { paperFile, readPaper, written } from './paper.ts';
import { round } from '../numbers.ts';

const name = 'ticket/paper';

export const trace: Bench = async (asked) => {
  const patches = await readPaper(asked.edits);
  if (patches === undefined) {
    say(`skipped: ${paperFile} is not there; SOLDER_SHARED says where to look`);
    return { bench: 'trace', skipped: `${paperFile} is not there` };
  }
  const edits = patches.length;
  const figures = await sideBySide(
    [
      { name: 'solder', measure: () => solder(edits) },
      ...(asked.peers
        ? (['yWebsocketServer', 'hocuspocus'] as const).map((peer) => ({
            name: peer,
            measure: () => other(peer, edits),
          }))
        : []),
    ],
    asked.rounds,
  );
  const about = { edits, textBytes: Buffer.byteLength(written(patches)), rounds: asked.rounds };
  return benchResult('trace', about, Object.fromEntries(figures));
};

async function solder(edits: number): Promise<Figures> {
  await using stack = new AsyncDisposableStack();
  const { folder, token } = await makeShop(0, stack);
  // Tables of everything that a shop has; what is more in the end is of the paper: its document, its row, its history.
  const emptyBytes = await bytesIn(folder);
  const relay = await startRelay(folder, stack);
  const spoken: Spoken = { dialect: 'solder', url: `ws://${relay.host}:${relay.port}/sync`, token };
  return { ...(await type(relay, spoken, folder, edits, stack)), emptyBytes };
}

async function other(peer: 'yWebsocketServer' | 'hocuspocus', edits: number): Promise<Figures> {
  await using stack = new AsyncDisposableStack();
  const disk = await folderFor(stack);
  const server = await startPeer(peer, { disk }, stack);
  const dialect = peer === 'hocuspocus' ? 'hocuspocus' : 'plain';
  return await type(server, { dialect, url: server.url, token: '' }, disk, edits, stack);
}

async function type(
  server: ServerProcess,
  spoken: Spoken,
  disk: string,
  edits: number,
  stack: AsyncDisposableStack,
): Promise<Figures> {
  const plan: TracePlan = { ...spoken, name, edits };
  const readings: Promise<number>[] = [];
  const file = path.join(import.meta.dirname, 'load.ts');
  const { ms, cpuSeconds, documentBytes } = await forkLoad<TraceResult>(
    file,
    plan,
    () => readings.push(server.cpuSeconds()),
    stack,
  );
  const [before = 0, after = 0] = await Promise.all(readings);
  await server.stop();
  return {
    ms: Math.round(ms),
    editsPerSecond: Math.round((edits * 1_000) / ms),
    serverCpuSeconds: round(after - before),
    loadCpuSeconds: round(cpuSeconds),
    documentBytes,
    storeBytes: await bytesIn(disk),
  };
}
