/**
 * A page's body: documents that moved, each with the bytes that bring a replica forward and the row to list.
 *
 * Body: one byte `encoding` (0 plain, 1 raw deflate), then, for 1, a varUint with the inflated length. Inside:
 * varUint count, then per item: kind, id (varString), varUint seq, one flag byte, varString row (JSON, only when
 * flagged), varUint number of chunks, each a varUint8Array that is a Yjs V1 update.
 */

export interface PageItem {
  readonly kind: string;
  readonly id: string;
  /** The document's newest log entry. */
  readonly seq: number;
  /** Whether `chunks` are the whole document; otherwise they follow what the replica holds at its cursor. */
  readonly whole: boolean;
  /** Rows of the store were lost: the replica is asked to open the document and offer what it has (rule STORE-5). */
  readonly damaged: boolean;
  /** Applied in this order. */
  readonly chunks: readonly Uint8Array[];
  /** The row as JSON, or null when the relay has none that is fresh: then the replica makes it. */
  readonly row: string | null;
}

/** One as it is written: a row that lies in a store as bytes is not made a text for it. */
export interface WrittenItem extends Omit<PageItem, 'row'> {
  readonly row: string | Uint8Array | null;
}
