/**
 * Many edits as few messages: merged in their order, each result below the largest frame. Thirty days offline must
 * neither make one frame that the relay refuses nor five thousand that each wait for a disk (fault 13).
 */
import * as Y from 'yjs';

export interface Chunk<T> {
  readonly update: Uint8Array;
  /** The edits in it, in order. */
  readonly edits: readonly T[];
}

export interface Chunks<T> {
  readonly chunks: readonly Chunk<T>[];
  /** An edit that alone is larger than a frame: it and what follows it cannot be sent. */
  readonly tooLarge: T | undefined;
}

/** `limit` is the largest update in bytes. Merging never makes updates longer than their sum. */
export function chunkUpdates<T extends { readonly update: Uint8Array }>(
  edits: readonly T[],
  limit: number,
): Chunks<T> {
  const chunks: Chunk<T>[] = [];
  let group: T[] = [];
  let size = 0;
  const finish = (): void => {
    if (group.length > 0) chunks.push({ update: merge(group), edits: group });
    group = [];
    size = 0;
  };
  for (const edit of edits) {
    if (edit.update.length > limit) {
      finish();
      return { chunks, tooLarge: edit };
    }
    if (size + edit.update.length > limit) finish();
    group.push(edit);
    size += edit.update.length;
  }
  finish();
  return { chunks, tooLarge: undefined };
}

const merge = (edits: readonly { readonly update: Uint8Array }[]): Uint8Array =>
  edits.length === 1
    ? (edits[0] as { update: Uint8Array }).update
    : Y.mergeUpdates(edits.map((e) => e.update));
