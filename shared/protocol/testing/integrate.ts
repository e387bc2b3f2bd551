/** Hands an update that the scan accepted to Yjs, on a scratch document. For tests only. */
import * as Y from 'yjs';

/**
 * Whether Yjs integrates `update` on top of `base` and can encode the result. Not so when the update contradicts what
 * is there, which only the document can tell: Yjs then throws from inside of the transaction.
 * @throws what Yjs throws while decoding: the scan must have refused such bytes.
 */
export function integrates(base: Uint8Array, update: Uint8Array): boolean {
  Y.decodeUpdate(update);
  const scratch = new Y.Doc();
  Y.applyUpdate(scratch, base);
  try {
    Y.applyUpdate(scratch, update);
    Y.encodeStateAsUpdate(scratch);
    return true;
  } catch {
    return false;
  }
}

/** Of accepted updates, how many may contradict their document so that Yjs fails; measured is fewer than 1 in 100,000. */
export const contradictions = 0.001;
