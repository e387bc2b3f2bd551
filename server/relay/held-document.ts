/**
 * A record's document in memory: as Yjs has it while somebody uses it, and as bytes while nobody does. A document of
 * Yjs takes five times its bytes, and most that are open are only looked at (rule ROOM-17).
 */
import * as Y from 'yjs';
import { openRoots } from '../../shared/document/admit.ts';
import { knownSize, noteMadeOf } from '../../shared/document/document-size.ts';
import type { Kind } from '../../shared/schema/field.ts';
import { newDocument } from './load-document.ts';

/** What is known of a size is too much where somebody typed letter by letter; beyond this it is not. */
const farTooLarge = 4;

export class HeldDocument {
  readonly #kind: Kind | undefined;
  /** Its own id in the document, which writes of this relay go under. */
  readonly #client: number;
  #held: Y.Doc | Uint8Array;
  #used = true;
  #isTooLarge = false;

  /** @param client the id that writes through this document go under */
  constructor(doc: Y.Doc, kind: Kind | undefined, client: number) {
    this.#kind = kind;
    this.#client = client;
    this.#held = this.#opened(doc);
  }

  /** Made from its bytes when it was at rest. Not to be kept by the caller beyond the turn it is asked for in. */
  get doc(): Y.Doc {
    this.#used = true;
    this.#isTooLarge = false;
    if (this.#held instanceof Y.Doc) return this.#held;
    const doc = newDocument();
    Y.applyUpdate(doc, this.#held);
    noteMadeOf(doc, this.#held.length);
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
   * Keeps it as bytes from now on; answers how many were made. One of more than `most` takes too long to be made again while a
   * message waits, and stays as it is; one of far more is not even encoded to see that, and none twice as long as nobody used it.
   */
  rest(most: number): number {
    if (!(this.#held instanceof Y.Doc) || this.#isTooLarge) return 0;
    if ((knownSize(this.#held) ?? 0) > farTooLarge * most) return 0;
    const bytes = Y.encodeStateAsUpdate(this.#held);
    this.#isTooLarge = bytes.length > most;
    if (!this.#isTooLarge) {
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
