/**
 * Parts of updates that build on something which has not arrived. Yjs would keep them in the document and integrate
 * them with whatever comes next, so that one user's edit would be judged as another's. Here each waits under the name
 * of who sent it (rule REFUSE-9).
 */
import * as Y from 'yjs';
import type { Writer } from './writer.ts';

/** What could not be integrated of one update. */
export interface Waiting {
  /** A Yjs update, V2 (that is how Yjs keeps it). */
  readonly update: Uint8Array;
  /** Integrating is worth a try once a client's clock is above one of these. */
  readonly missing: ReadonlyMap<number, number>;
  readonly writer: Writer;
}

/**
 * Bytes that may wait in one document. Beyond it the oldest are let go: they were never acknowledged, so whoever has
 * them offers them again at the next connection.
 */
export const maxWaiting = 4_000_000;

const queues = new WeakMap<Y.Doc, Waiting[]>();

/** Moves what the document itself is waiting for under the name of who sent it. */
export function holdPending(doc: Y.Doc, writer: Writer): void {
  const { pendingStructs, pendingDs } = doc.store;
  if (pendingStructs === null && pendingDs === null) return;
  doc.store.pendingStructs = null;
  doc.store.pendingDs = null;
  const updates: Uint8Array[] = [];
  const missing = new Map<number, number>();
  const miss = (client: number, clock: number): void =>
    void missing.set(client, Math.min(clock, missing.get(client) ?? clock));
  if (pendingStructs) {
    updates.push(pendingStructs.update);
    for (const [client, clock] of pendingStructs.missing) miss(client, clock);
  }
  if (pendingDs) {
    updates.push(pendingDs);
    for (const [client, deletes] of Y.decodeUpdateV2(pendingDs).ds.clients) {
      for (const { clock } of deletes) miss(client, clock);
    }
  }
  const queue = queues.get(doc) ?? [];
  queues.set(doc, queue);
  queue.push({ update: Y.mergeUpdatesV2(updates), missing, writer });
  let bytes = queue.reduce((sum, { update }) => sum + update.length, 0);
  while (bytes > maxWaiting && queue.length > 0) bytes -= queue.shift()?.update.length ?? 0;
}

/** Takes out one that may be able to go on. */
export function takeReady(doc: Y.Doc): Waiting | undefined {
  const queue = queues.get(doc);
  if (!queue) return undefined;
  const at = queue.findIndex(({ missing }) =>
    [...missing].some(([client, clock]) => Y.getState(doc.store, client) > clock),
  );
  return at < 0 ? undefined : queue.splice(at, 1)[0];
}

/** The users of whom something waits in this document: what they sent last is not to be acknowledged yet. */
export const waitingAuthors = (doc: Y.Doc): ReadonlySet<string> =>
  new Set(queues.get(doc)?.map(({ writer }) => writer.author));
