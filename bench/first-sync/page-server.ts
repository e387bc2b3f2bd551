/** Serves what a bench runs in Chromium: an address of its own, as Chromium lets no page that it was handed talk to this machine. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PageServer {
  readonly origin: string;
  /** What is answered at a path from now on. */
  serve(path: string, type: string, body: string | Uint8Array): void;
}

/** Ends with the stack. */
export async function startPageServer(stack: AsyncDisposableStack): Promise<PageServer> {
  const pages = new Map<string, { readonly type: string; readonly body: string | Uint8Array }>();
  const server = createServer(({ url = '' }, response) => {
    const page = pages.get(url);
    if (!page) return response.writeHead(404).end();
    return response.writeHead(200, { 'Content-Type': page.type }).end(page.body);
  });
  stack.defer(async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    serve: (path, type, body) => void pages.set(path, { type, body }),
  };
}
