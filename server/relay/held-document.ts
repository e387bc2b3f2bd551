/**
 * A record's document in memory: as Yjs has it while somebody uses it, and as bytes while nobody does. A document of
 * Yjs takes five times its bytes, and most that are open are only looked at (rule ROOM-17).
 */
import * as Y from 'yjs';
import { openRoots } from '../../shared/document/admit.ts';
import type { Kind } from '../../shared/schema/field.ts';
import { hasPending, newDocument } from './load-document.ts';

export class HeldDocument {
  readonly #kind: Kind | undefined;
  /** Its own id in the document, which writes of this relay go under. */
  readonly #client: number;
  #held: Y.Doc | Uint8Array;
  #used = true;

  /** @param client the id that writes through this document go under */
  constructor(doc: Y.Doc, kind: Kind | undefined, client: number) {
    this.#kind = kind;
    this.#client = client;
    this.#held = this.#opened(doc);
  }

  /** Made from its bytes when it was at rest. Not to be kept by the caller beyond the turn it is asked for in. */
  get doc(): Y.Doc {
    this.#used = true;
    if (this.#held instanceof Y.Doc) return this.#held;
    const doc = newDocument();
    Y.applyUpdate(doc, this.#held);
    return (this.#held = this.#opened(doc));
  }

  get atRest(): boolean {
    return !(this.#held instanceof Y.Doc);
  }

  /** Whether anybody asked for it since this was asked last. */
  wasUsed(): boolean {
    const used = this.#used;
    this.#used = false;
    return used;
  }

  /**
   * Keeps it as bytes from now on; answers how many. What waits in it for something else would be lost with its place
   * in the order, and one of more than `most` takes too long to be made again while a message waits: both stay as they are.
   */
  rest(most: number): number {
    if (!(this.#held instanceof Y.Doc) || hasPending(this.#held)) return 0;
    const bytes = Y.encodeStateAsUpdate(this.#held);
    if (bytes.length <= most) {
      this.#held.destroy();
      this.#held = bytes;
    }
    return bytes.length;
  }

  destroy(): void {
    if (this.#held instanceof Y.Doc) this.#held.destroy();
  }

  #opened(doc: Y.Doc): Y.Doc {
    openRoots(doc, this.#kind);
    doc.clientID = this.#client;
    return doc;
  }
}
