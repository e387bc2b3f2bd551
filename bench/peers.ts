/** The servers beside which Solder is measured: where they come from, and how each is started. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { never } from '../shared/lib/assert.ts';
import { say } from './progress.ts';
import { Refusal } from './refusal.ts';
import { startServer, type Program, type ServerProcess } from './server-process.ts';

export const peerNames = ['ws', 'yWebsocketServer', 'hocuspocus'] as const;
export type PeerName = (typeof peerNames)[number];
/** `rest` is no server of documents: rows as JSON, in pages. */
export type Served = PeerName | 'rest';

export interface PeerProcess extends ServerProcess {
  readonly port: number;
  /** Where it listens, without a path. */
  readonly url: string;
}

/** The rows of `rest`, in its folder. */
export const restFile = 'rows.sqlite';

const folder = path.join(import.meta.dirname, 'peers');

/** Installs them in their own folder, as their lockfile says. @throws Refusal when that cannot be done. */
export async function installPeers(): Promise<void> {
  say('installing what Solder is measured beside');
  const install = ['pnpm@12', 'install', '--frozen-lockfile', '--prefer-offline'];
  await promisify(execFile)('npx', ['-y', ...install], { cwd: folder }).catch((error: unknown) => {
    const said = 'what Solder is measured beside cannot be installed: --alone measures without it';
    throw new Refusal(said, { cause: error });
  });
}

export interface PeerOptions {
  /** Where it keeps what it stores; y-websocket-server keeps it in memory without one. */
  readonly disk?: string | undefined;
  readonly collects?: Program['collects'];
}

/** Ends with the stack. */
export async function startPeer(
  name: Served,
  { disk, collects }: PeerOptions,
  stack: AsyncDisposableStack,
): Promise<PeerProcess> {
  const port = await freePort();
  const server = await startServer({ ...program(name, port, disk), collects }, stack);
  return { ...server, port, url: `ws://127.0.0.1:${port}` };
}

const script = (file: string): readonly string[] => [path.join(folder, file)];

function program(name: Served, port: number, disk: string | undefined): Program {
  const at = { HOST: '127.0.0.1', PORT: String(port) };
  switch (name) {
    case 'ws':
      return { words: script('ws.js'), env: at, listens: /^listening$/ };
    case 'yWebsocketServer':
      return {
        words: script('node_modules/@y/websocket-server/src/server.js'),
        env: { ...at, ...(disk !== undefined && { YPERSISTENCE: path.join(disk, 'leveldb') }) },
        listens: /^running at /,
      };
    case 'hocuspocus':
      return {
        words: script('hocuspocus.js'),
        env: { ...at, DATABASE: disk === undefined ? ':memory:' : path.join(disk, 'hocuspocus.sqlite') },
        listens: /^listening$/,
      };
    case 'rest':
      return {
        words: script('rest.js'),
        env: { ...at, DATABASE: path.join(disk ?? '', restFile) },
        listens: /^listening$/,
      };
    default:
      return never(name, 'a peer that is known');
  }
}

/** They say nothing of the port that they were given, so that it has to be known before. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
