/**
 * A paper that was really written (automerge-paper, 259,778 keystrokes), typed again through a server by two replicas who take
 * turns: how long that takes, what it costs the server, and what is kept of it.
 */
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import * as Y from 'yjs';
import { must } from '../../shared/lib/assert.ts';
import { sharedFile } from '../../tests/support/shared-files.ts';
import type { Bench } from '../bench.ts';
import type { Spoken } from '../fan-out/dialects.ts';
import { bytesIn, folderFor } from '../folder.ts';
import { startPeer } from '../peers.ts';
import { say } from '../progress.ts';
import { startRelay } from '../relay-process.ts';
import type { ServerProcess } from '../server-process.ts';
import { makeShop } from '../shop.ts';
import { sideBySide, type Figures } from '../side-by-side.ts';
import { TraceReplica } from './trace-replica.ts';

const traceFile = 'data/editing-traces/automerge-paper.json.gz';
/** Edits of one replica before it is the other's turn: by then the other has them. */
const turn = 200;
const name = 'ticket/paper';

type Patch = readonly [at: number, deleted: number, inserted: string];
interface Trace {
  readonly txns: readonly { readonly patches: readonly Patch[] }[];
}

export const trace: Bench = async (asked) => {
  const file = sharedFile(traceFile);
  if (file === undefined) {
    say(`skipped: ${traceFile} is not there; SOLDER_SHARED says where to look`);
    return { bench: 'trace', skipped: `${traceFile} is not there` };
  }
  const { txns } = JSON.parse((await promisify(gunzip)(await readFile(file))).toString()) as Trace;
  const patches = txns.flatMap((each) => each.patches).slice(0, asked.edits);
  const text = written(patches);
  const figures = await sideBySide(
    [
      { name: 'solder', measure: () => solder(patches, text) },
      ...(asked.peers
        ? (['yWebsocketServer', 'hocuspocus'] as const).map((peer) => ({
            name: peer,
            measure: () => other(peer, patches, text),
          }))
        : []),
    ],
    asked.rounds,
  );
  const { solder: own, ...peers } = Object.fromEntries(figures);
  const about = { edits: patches.length, textBytes: Buffer.byteLength(text), rounds: asked.rounds };
  return { bench: 'trace', ...about, solder: own, peers };
};

async function solder(patches: readonly Patch[], text: string): Promise<Figures> {
  await using stack = new AsyncDisposableStack();
  const { folder, token } = await makeShop(0, stack);
  const relay = await startRelay(folder, stack);
  const spoken: Spoken = { dialect: 'solder', url: `ws://${relay.host}:${relay.port}/sync`, token };
  return await type(relay, spoken, folder, patches, text);
}

async function other(
  peer: 'yWebsocketServer' | 'hocuspocus',
  patches: readonly Patch[],
  text: string,
): Promise<Figures> {
  await using stack = new AsyncDisposableStack();
  const disk = await folderFor(stack);
  const server = await startPeer(peer, { disk }, stack);
  const dialect = peer === 'hocuspocus' ? 'hocuspocus' : 'plain';
  return await type(server, { dialect, url: server.url, token: '' }, disk, patches, text);
}

async function type(
  server: ServerProcess,
  spoken: Spoken,
  disk: string,
  patches: readonly Patch[],
  text: string,
): Promise<Figures> {
  const replicas = [new TraceReplica(spoken, name, 1), new TraceReplica(spoken, name, 2)] as const;
  try {
    const failed = Promise.race(replicas.map((replica) => replica.failed));
    await Promise.race([Promise.all(replicas.map((replica) => replica.ready)), failed]);
    const cpu = await server.cpuSeconds();
    const from = performance.now();
    for (let at = 0; at < patches.length; at += turn) {
      const [writer, reader] = (at / turn) % 2 === 0 ? replicas : [replicas[1], replicas[0]];
      for (const patch of patches.slice(at, at + turn)) writer.edit(patch);
      await Promise.race([reader.has(writer), failed]);
    }
    const ms = performance.now() - from;
    const cpuSeconds = (await server.cpuSeconds()) - cpu;
    for (const replica of replicas)
      if (replica.text.toJSON() !== text) throw new Error('a replica has another text in the end');
    const documentBytes = Y.encodeStateAsUpdate(replicas[0].doc).length;
    for (const replica of replicas) replica.end();
    await server.stop();
    return {
      ms: Math.round(ms),
      editsPerSecond: Math.round((patches.length * 1_000) / ms),
      serverCpuSeconds: Math.round(cpuSeconds * 100) / 100,
      documentBytes,
      storeBytes: await bytesIn(disk),
    };
  } finally {
    for (const replica of replicas) replica.end();
  }
}

function written(patches: readonly Patch[]): string {
  let text = '';
  for (const [at, deleted, inserted] of patches)
    text = text.slice(0, at) + inserted + text.slice(at + deleted);
  return must(text, 'a text');
}
