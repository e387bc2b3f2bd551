/**
 * A walk over a Yjs V1 update from somebody nobody vouches for, before it is handed to Yjs. It tells whose clocks
 * the update claims and what is in it, and refuses what Yjs could not read, could only read at a price (a count
 * that allocates, a nesting that recurses), or would fail on halfway through integrating.
 *
 * Nothing is allocated by a number in the update, and no content is built except JSON, which must parse. It runs
 * on every update: about a microsecond for a keystroke. Knows nothing of schemas, users or clocks that are held.
 */
import { ByteReader, reading, Unreadable } from './byte-reader.ts';
import type { Malformed } from './malformed.ts';
import { nonEmpty, skipContent, type Found } from './scan-content.ts';
import { contents, scanLimits, type ClientRange, type Scan, type ScanLimits } from './scan.ts';
import { skipText } from './scan-any.ts';

const gcInfo = 0;
const skipInfo = 10;
const contentMask = 31;
const keyedBit = 32;
const rightOriginBit = 64;
const originBit = 128;

/** Never throws, never hangs. V2 updates are refused like any other bytes that are not V1. */
export function scanUpdate(update: Uint8Array, limits: ScanLimits = scanLimits): Scan | Malformed {
  return reading(() => new Walk(update, limits).walk());
}

class Walk implements Found {
  contents = 0;
  elements = 0;
  readonly #reader: ByteReader;
  readonly #limits: ScanLimits;
  readonly #clients: ClientRange[] = [];
  readonly #roots: string[] = [];
  #manyRoots: Set<string> | undefined;
  #structs = 0;

  constructor(update: Uint8Array, limits: ScanLimits) {
    this.#reader = new ByteReader(update);
    this.#limits = limits;
  }

  walk(): Scan {
    const reader = this.#reader;
    const limits = this.#limits;
    if (reader.end > limits.bytes) throw new Unreadable('limit');
    // A section takes at least five bytes: its count, client and clock, and one struct of two.
    const sections = within(reader.count(5), limits.clients);
    let above = Infinity;
    for (let i = 0; i < sections; i++) {
      const range = this.#section();
      // Yjs writes clients in descending order, and merging updates relies on it; a repeated one would be dropped.
      if (range.client >= above) throw new Unreadable('struct');
      above = range.client;
      this.#clients.push(range);
    }
    const deletesAt = reader.pos;
    const deletes = this.#deleteSet();
    reader.finish();
    return {
      type: 'scan',
      clients: this.#clients,
      structs: this.#structs,
      elements: this.elements,
      deletes,
      roots: this.#roots,
      contents: this.contents,
      deletesAt,
    };
  }

  #section(): ClientRange {
    const reader = this.#reader;
    const begin = reader.pos;
    const count = nonEmpty(reader.count(2));
    this.#structs = within(this.#structs + count, this.#limits.structs);
    const client = reader.uint();
    const from = reader.uint();
    const structsAt = reader.pos;
    let clock = from;
    let gap = false;
    for (let i = 0; i < count; i++) {
      const info = reader.byte();
      if (info === gcInfo) {
        this.contents |= contents.gc;
        clock += nonEmpty(reader.uint());
      } else if (info === skipInfo) {
        this.contents |= contents.skip;
        gap = true;
        clock += nonEmpty(reader.uint());
      } else {
        clock += this.#item(info, client, clock);
      }
      if (clock > this.#limits.clock) throw new Unreadable('clock');
    }
    return { client, from, to: clock, gap, begin, end: reader.pos, structsAt };
  }

  #item(info: number, client: number, clock: number): number {
    const reader = this.#reader;
    const hasOrigin = (info & originBit) !== 0;
    const hasRightOrigin = (info & rightOriginBit) !== 0;
    if (hasOrigin) this.#reference(client, clock);
    if (hasRightOrigin) this.#reference(client, clock);
    if ((info & keyedBit) !== 0) this.contents |= contents.keyed;
    if (!hasOrigin && !hasRightOrigin) {
      if (reader.flag()) this.#root();
      else this.#reference(client, clock);
      if ((info & keyedBit) !== 0) skipText(reader);
    }
    return skipContent(reader, info & contentMask, this.#limits.depth, this);
  }

  /**
   * An item may wait for another client's clock, but Yjs takes for granted that its own client's earlier structs are
   * there, and throws in the middle of integrating when it names itself or a later one.
   */
  #reference(client: number, clock: number): void {
    const reader = this.#reader;
    if (reader.uint() === client) {
      if (reader.uint() >= clock) throw new Unreadable('clock');
    } else reader.uint();
  }

  #root(): void {
    const reader = this.#reader;
    const start = reader.pos;
    const name = reader.text();
    if (reader.pos - start > this.#limits.rootBytes) throw new Unreadable('limit');
    const roots = this.#roots;
    if (this.#manyRoots ? this.#manyRoots.has(name) : roots.includes(name)) return;
    if (roots.length >= this.#limits.roots) throw new Unreadable('limit');
    roots.push(name);
    if (this.#manyRoots) this.#manyRoots.add(name);
    else if (roots.length > 8) this.#manyRoots = new Set(roots);
  }

  #deleteSet(): number {
    const reader = this.#reader;
    const clients = within(reader.count(2), this.#limits.clients);
    let deletes = 0;
    for (let i = 0; i < clients; i++) {
      reader.uint();
      const count = reader.count(2);
      deletes = within(deletes + count, this.#limits.deletes);
      for (let j = 0; j < count; j++) {
        const from = reader.uint();
        if (from + nonEmpty(reader.uint()) > this.#limits.clock) throw new Unreadable('clock');
      }
    }
    return deletes;
  }
}

function within(count: number, limit: number): number {
  if (count > limit) throw new Unreadable('limit');
  return count;
}
