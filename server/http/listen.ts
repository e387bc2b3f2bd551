/** Binds the app and the sockets to one port, and lets go of it again. */
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { Server, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { assert } from '../../shared/lib/assert.ts';

export interface Listening {
  /** As it was asked for, with the port that it really got: `http://127.0.0.1:4500`. */
  readonly url: string;
  /** Takes no new connection and closes idle ones; resolves when the last answer is out. */
  stop(): Promise<void>;
  /** Cuts what is still open. */
  cut(): void;
}

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** A connection on which nothing moved for this long is cut, in milliseconds; `holdOpen` takes a request out of that. */
  readonly idle?: number;
}

/** @throws the system's error, with its `code`, when the port cannot be had. */
export async function listen(
  app: Hono,
  { host, port, upgrade, idle = 60_000 }: ListenOptions,
): Promise<Listening> {
  const server = createAdaptorServer({ fetch: app.fetch });
  assert(server instanceof Server, 'an HTTP/1 server');
  // A file may be imported for minutes over one request, as long as it keeps coming; its header may not take long.
  server.requestTimeout = 0;
  server.headersTimeout = 10_000;
  server.setTimeout(idle, (socket) => socket.destroy());
  server.on('upgrade', upgrade);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  assert(address !== null && typeof address === 'object', 'a bound server has an address');
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
    cut: () => server.closeAllConnections(),
  };
}
