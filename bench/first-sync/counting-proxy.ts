/**
 * Stands between a replica and its relay and counts what goes over the wire: every byte of the connection, the HTTP
 * upgrade and the frames' heads included, and the sockets. On a thread of its own, it takes of the cores all the same, and of one socket
 * far less than of ten thousand: nobody is timed through it.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

export interface Counts {
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly sockets: number;
}

export interface CountingProxy {
  readonly port: number;
  /** Since the last reset. */
  counts(): Counts;
  reset(): void;
}

/** What its thread is handed: `counted` holds bytes up, bytes down and sockets. */
export interface ProxyPlan {
  readonly host: string;
  readonly port: number;
  readonly counted: BigInt64Array;
}

/** Ends with the stack. */
export async function startProxy(
  to: { readonly host: string; readonly port: number },
  stack: AsyncDisposableStack,
): Promise<CountingProxy> {
  const counted = new BigInt64Array(new SharedArrayBuffer(3 * BigInt64Array.BYTES_PER_ELEMENT));
  const plan: ProxyPlan = { host: to.host, port: to.port, counted };
  const thread = new Worker(new URL('counting-thread.ts', import.meta.url), { workerData: plan });
  stack.defer(async () => void (await thread.terminate()));
  const [port] = (await once(thread, 'message')) as [number];
  let since: readonly bigint[] = [0n, 0n, 0n];
  const now = (): readonly bigint[] => Array.from(counted, (_, at) => Atomics.load(counted, at));
  return {
    port,
    counts() {
      const [up = 0, down = 0, sockets = 0] = now().map((count, at) => Number(count - (since[at] ?? 0n)));
      return { bytesUp: up, bytesDown: down, sockets };
    },
    reset() {
      since = now();
    },
  };
}
