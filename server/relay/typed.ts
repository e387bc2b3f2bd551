/**
 * What one member typed into a room in this turn of the event loop, taken as one update at its end (rule ROOM-16). Letters that follow each
 * other under one client id are one run in Yjs' encoding, so that joining them is putting their bytes behind each other;
 * integrating, judging, logging and telling the others is then done once for all of them. Each was scanned for itself, and
 * is acknowledged for itself.
 *
 * Only letters are joined. A value that replaces another one has to be judged and told in the history by itself.
 */
import { createEncoder, length, toUint8Array, writeUint8Array, writeVarUint } from 'lib0/encoding';
import { measureOf, maxDocument } from '../../shared/document/document-size.ts';
import { lengthOf } from '../../shared/document/yjs-inside.ts';
import { contents, type ClientRange, type Scan } from '../../shared/protocol/scan.ts';
import type { Kind } from '../../shared/schema/field.ts';
import { textRoot } from '../../shared/schema/stored-name.ts';
import type { Member, Message } from './member.ts';
import type { Room } from './room.ts';

/** Bytes of one run: above it, going on costs more than what is saved. */
const mostBytes = 32 * 1024;

/** Letters of one client, and nothing else: no deletions, no root named, nothing missing in between. */
export function isTyping({ clients, contents: found, deletes, roots }: Scan): boolean {
  return (
    clients.length === 1 &&
    found === contents.string &&
    deletes === 0 &&
    roots.length === 0 &&
    clients[0]?.gap === false
  );
}

export class Typed {
  readonly member: Member;
  readonly #client: number;
  readonly #from: number;
  /** Letters that fit before a text or the document may be full: nothing may be refused that would have been taken alone. */
  readonly #room: number;
  readonly #messages: Message[];
  readonly #scans: Scan[];
  #to: number;
  #bytes: number;

  private constructor(member: Member, range: ClientRange, left: number, message: Message, scan: Scan) {
    this.member = member;
    this.#client = range.client;
    this.#from = range.from;
    this.#to = range.to;
    this.#room = left;
    this.#messages = [message];
    this.#scans = [scan];
    this.#bytes = message.update.length;
  }

  /** Begins with a message of the member's own letters that goes on where the document is; undefined for any other. */
  static begin(room: Room, member: Member, message: Message, scan: Scan): Typed | undefined {
    const [range] = scan.clients;
    if (!range || !isTyping(scan) || room.healing || member.waiting.length > 0) return undefined;
    if (room.claims.get(range.client) !== member.user || room.clockOf(range.client) !== range.from)
      return undefined;
    const left = lettersLeft(room);
    return range.to - range.from <= left ? new Typed(member, range, left, message, scan) : undefined;
  }

  /** Whether this goes on where the last one ended. */
  fits(member: Member, update: Uint8Array, scan: Scan): boolean {
    const [range] = scan.clients;
    return (
      member === this.member &&
      range?.client === this.#client &&
      range.from === this.#to &&
      range.to - this.#from <= this.#room &&
      this.#bytes + update.length <= mostBytes &&
      isTyping(scan)
    );
  }

  add(message: Message, scan: Scan): void {
    this.#messages.push(message);
    this.#scans.push(scan);
    this.#bytes += message.update.length;
    this.#to = scan.clients[0]?.to ?? this.#to;
  }

  /** All of it as one message, with what a scan of it tells; `joined` hears how many went to the disk with the first. */
  join(joined: (others: number) => void): { readonly message: Message; readonly scan: Scan } {
    const [message, ...others] = this.#messages;
    const [scan] = this.#scans;
    if (!message || !scan) throw new Error('it begins with a message');
    if (others.length === 0) return { message, scan };
    const structs = this.#scans.reduce((sum, each) => sum + each.structs, 0);
    const encoder = createEncoder();
    writeVarUint(encoder, 1);
    for (const number of [structs, this.#client, this.#from]) writeVarUint(encoder, number);
    const structsAt = length(encoder);
    for (const [at, { update }] of this.#messages.entries()) {
      const [range] = this.#scans[at]?.clients ?? [];
      if (range) writeUint8Array(encoder, update.subarray(range.structsAt, range.end));
    }
    writeVarUint(encoder, 0);
    const update = toUint8Array(encoder);
    const [client, from, to] = [this.#client, this.#from, this.#to];
    const range = { client, from, to, gap: false, begin: 1, structsAt, end: update.length - 1 };
    return {
      message: { update, step2: false, receipt: new Receipts(this.#messages, joined) },
      scan: { ...scan, clients: [range], structs, deletesAt: range.end },
    };
  }
}

/** Those of several messages. */
class Receipts {
  readonly #messages: readonly Message[];
  readonly #joined: (others: number) => void;

  constructor(messages: readonly Message[], joined: (others: number) => void) {
    this.#messages = messages;
    this.#joined = joined;
  }

  stored(): void {
    this.#joined(this.#messages.length - 1);
    for (const { receipt } of this.#messages) receipt.stored();
  }

  release(): void {
    for (const { receipt } of this.#messages) receipt.release();
  }

  failed(): void {
    for (const { receipt } of this.#messages) receipt.failed();
  }
}

/** How many letters every text has room for, and the document in the half of it in which nothing is asked (rule REFUSE-8). */
function lettersLeft({ doc, kind }: Room): number {
  if (!kind) return 0;
  // A letter has up to three bytes; what frames them is small beside the half that is left.
  let left = (maxDocument / 2 - measureOf(doc, mostBytes, maxDocument).bytes - mostBytes) / 3;
  for (const { root, max } of textsOf(kind)) left = Math.min(left, max - lengthOf(doc.getText(root)));
  return left;
}

interface TextRoot {
  readonly root: string;
  readonly max: number;
}

const texts = new WeakMap<Kind, readonly TextRoot[]>();

/** Where the texts of a kind lie: asked for with every letter. */
function textsOf(kind: Kind): readonly TextRoot[] {
  const known = texts.get(kind);
  if (known) return known;
  const found: TextRoot[] = [];
  for (const [name, field] of kind.fields) {
    if (field.policy === 'text') found.push({ root: textRoot(name, field), max: field.max });
  }
  texts.set(kind, found);
  return found;
}
