/**
 * A relay of a hundred lines for the replica's tests: it speaks the protocol truthfully from memory, and breaks in
 * the ways that a test asks for. It checks no rights and compacts nothing.
 */
import * as Y from 'yjs';
import { decodeUp, encodeDown } from '../../../shared/protocol/codec.ts';
import type { CloseCode } from '../../../shared/protocol/codes.ts';
import { allThere, type LegacyNews } from '../../../shared/protocol/legacy.ts';
import { encodeDocumentFrame } from '../../../shared/protocol/frame.ts';
import type { Down, Hello, Up } from '../../../shared/protocol/messages.ts';
import { encodePageBody } from '../../../shared/protocol/page-body.ts';
import type { PageItem } from '../../../shared/protocol/page.ts';
import { readYMessage, writeStep1, writeStep2, writeUpdate } from '../../../shared/protocol/y-message.ts';
import { must } from '../../../shared/lib/assert.ts';
import type { Socket, SocketClass } from '../options.ts';

interface Room {
  readonly name: string;
  readonly number: number;
  readonly doc: Y.Doc;
  seq: number;
  row: string | null;
  damaged: boolean;
}

type Listener = (event: never) => void;

export class ScriptedRelay {
  epoch = 'epoch-1';
  schema = '';
  now = (): number => 1_700_000_000_000;
  maxFrame = 64 * 1024;
  /** False: connections fail as if there was no network. */
  reachable = true;
  /** True: nothing is answered any more, and nothing is closed either. */
  silent = false;
  /** True: edits are taken in and their acknowledgements kept back. */
  holdAcks = false;
  /** What a hello is answered with instead of welcome. */
  refuseHello: number | null = null;
  /** True: edits vanish on the way. */
  dropEdits = false;
  /** Records that may not be opened. */
  readonly refuseOpen = new Set<string>();
  /** Client ids that are somebody else's: an `open` that names one is closed with 4403. */
  readonly foreignIds = new Set<number>();
  /** Kinds of which nothing is told. */
  withheld: readonly string[] = [];
  /** How records stand in the legacy system; undefined: the shop has no bridge. */
  legacy: Omit<LegacyNews, 'type' | 'before'> | undefined;
  /** The code that they are closed with. */
  refusal: CloseCode = 4404;
  /** The number that is handed out next; undefined: nobody answers who asks for some, as before there were any. */
  nextNumber: number | undefined = 10_001;
  /** True: numbers that are asked for cannot be handed out. */
  refuseNumbers = false;
  role = 'manager';
  itemsPerPage = 100;
  /** The most catch-up requests of one connection that waited for their page at the same time. */
  mostPagesAtOnce = 0;
  spoilPages = 0;
  readonly seen: { readonly session: number; readonly message: Up }[] = [];
  readonly links = new Set<Link>();
  readonly rooms = new Map<string, Room>();
  #seq = 0;
  #sessions = 0;

  /** The class to hand to a replica. */
  get WebSocket(): SocketClass {
    const make = (): Link => {
      const link = new Link(this);
      queueMicrotask(() => this.#accept(link));
      return link;
    };
    // A constructor that returns an object gives that instead.
    return function () {
      return make();
    } as unknown as SocketClass;
  }

  #accept(link: Link): void {
    if (!this.reachable) return link.end(1006);
    this.links.add(link);
    link.session = ++this.#sessions;
    link.readyState = 1;
    link.emit('open', {});
  }

  room(name: string): Room {
    let room = this.rooms.get(name);
    if (!room) {
      const number = this.rooms.size + 1;
      room = { name, number, doc: new Y.Doc(), seq: 0, row: null, damaged: false };
      const made = room;
      made.doc.on('update', (update: Uint8Array, origin: unknown) => this.#moved(made, update, origin));
      this.rooms.set(name, room);
    }
    return room;
  }

  /** Says something to every connection. */
  say(message: Down): void {
    for (const link of this.links) link.say(message);
  }

  /** Cuts every connection, without a word. */
  cut(code = 1006): void {
    for (const link of new Set(this.links)) link.end(code);
  }

  releaseAcks(): void {
    this.holdAcks = false;
    for (const link of this.links) {
      for (const [channel, count] of link.counts) link.say({ type: 'ack', channels: [{ channel, count }] });
    }
  }

  said(type: Up['type']): number {
    return this.seen.filter(({ message }) => message.type === type).length;
  }

  receive(link: Link, bytes: Uint8Array): void {
    if (this.silent) return;
    const frame = decodeUp(bytes);
    if (frame.type === 'document') return this.#document(link, frame.channel, frame.payload.slice());
    if (frame.type !== 'message') return link.end(4400);
    const { message } = frame;
    this.seen.push({ session: link.session, message });
    switch (message.type) {
      case 'hello':
        return this.#hello(link, message);
      case 'open': {
        if (this.refuseOpen.has(message.name) || this.#isWithheld(message.name)) {
          return link.say({ type: 'closed', name: message.name, code: this.refusal, reason: '' });
        }
        if (message.own.some((id) => this.foreignIds.has(id))) {
          return link.say({ type: 'closed', name: message.name, code: 4403, reason: '' });
        }
        const room = this.room(message.name);
        link.counts.set(room.number, 0);
        link.say({ type: 'opened', name: message.name, channel: room.number });
        return link.pass(room.number, writeStep1(Y.encodeStateVector(room.doc)));
      }
      case 'close':
        link.counts.delete(message.channel);
        return undefined;
      case 'catch-up':
        this.mostPagesAtOnce = Math.max(this.mostPagesAtOnce, ++link.pagesAsked);
        queueMicrotask(() => {
          link.pagesAsked--;
          this.#page(link, message.cursor, message.kinds);
        });
        return undefined;
      case 'lease':
        return this.#lease(link, message.count);
      case 'legacy':
        if (this.legacy) link.say({ type: 'legacy', ...this.legacy, before: allThere });
        return undefined;
      case 'ping':
        return link.say({ type: 'pong', sent: message.sent, now: this.now() });
      default:
        return undefined;
    }
  }

  #lease(link: Link, count: number): void {
    if (this.refuseNumbers)
      return link.say({ type: 'error', kind: 'store-unavailable', message: 'as the test says' });
    const first = this.nextNumber;
    if (first === undefined) return link.say({ type: 'error', kind: 'unknown-kind', message: '' });
    this.nextNumber = first + count;
    return link.say({ type: 'leased', series: 'order', first, last: first + count - 1 });
  }

  #hello(link: Link, hello: Hello): void {
    if (this.refuseHello !== null) return link.end(this.refuseHello);
    link.say({
      type: 'welcome',
      protocol: 1,
      schema: this.schema || hello.schema,
      session: String(link.session),
      shop: 'demo',
      user: 'ana',
      name: 'Ana',
      role: this.role,
      epoch: this.epoch,
      now: this.now(),
      maxFrame: this.maxFrame,
    });
    link.say({ type: 'withheld', kinds: this.withheld });
    const { legacy } = this;
    if (legacy) link.say({ type: 'legacy', ...legacy, before: legacy.version, records: [] });
    const { follow } = hello;
    if (follow) this.#page(link, follow.epoch === this.epoch ? follow.cursor : 0, follow.kinds);
  }

  #page(link: Link, cursor: number, kinds: readonly string[]): void {
    const moved = [...this.rooms.values()]
      .filter((room) => room.seq > cursor && !this.#isWithheld(room.name))
      .filter(({ name }) => kinds.length === 0 || kinds.some((kind) => name.startsWith(`${kind}/`)))
      .sort((a, b) => a.seq - b.seq);
    const some = moved.slice(0, this.itemsPerPage);
    const items = some.map(({ name, seq, doc, row, damaged }): PageItem => {
      const [kind = '', id = ''] = name.split('/');
      return { kind, id, seq, whole: !damaged, damaged, chunks: [Y.encodeStateAsUpdate(doc)], row };
    });
    const more = some.length < moved.length;
    const body = this.spoilPages-- > 0 ? new Uint8Array([7, 7, 7]) : encodePageBody(items);
    link.told = false;
    link.say({
      type: 'page',
      epoch: this.epoch,
      cursor: more ? must(some.at(-1), 'a page that is not the last has items').seq : this.#seq,
      more,
      remaining: moved.length,
      count: items.length,
      body,
    });
  }

  #document(link: Link, channel: number, payload: Uint8Array): void {
    const count = link.counts.get(channel);
    const room = [...this.rooms.values()].find(({ number }) => number === channel);
    if (count === undefined || !room) return;
    const message = readYMessage(payload);
    if (message.type === 'sync-step-1') {
      link.pass(channel, writeStep2(Y.encodeStateAsUpdate(room.doc, message.stateVector)));
    } else if (this.dropEdits && message.type !== 'awareness') {
      return;
    } else if (message.type === 'sync-step-2' || message.type === 'update') {
      link.counts.set(channel, count + 1);
      Y.applyUpdate(room.doc, message.update, link);
      if (!this.holdAcks) link.say({ type: 'ack', channels: [{ channel, count: count + 1 }] });
    } else {
      for (const other of this.links)
        if (other !== link && other.counts.has(channel)) other.pass(channel, payload);
    }
  }

  #moved(room: Room, update: Uint8Array, origin: unknown): void {
    room.seq = ++this.#seq;
    room.row = null;
    for (const link of this.links) {
      if (link !== origin && link.counts.has(room.number)) link.pass(room.number, writeUpdate(update));
      if (!link.told && !this.#isWithheld(room.name)) link.say({ type: 'changed', cursor: this.#seq });
      link.told ||= !this.#isWithheld(room.name);
    }
  }

  #isWithheld(name: string): boolean {
    return this.withheld.some((kind) => name.startsWith(`${kind}/`));
  }
}

/** One connection, seen from both ends. */
export class Link implements Socket {
  binaryType = 'arraybuffer';
  readyState = 0;
  session = 0;
  told = false;
  pagesAsked = 0;
  readonly counts = new Map<number, number>();
  readonly #relay: ScriptedRelay;
  readonly #listeners: { readonly type: string; readonly listener: Listener }[] = [];

  constructor(relay: ScriptedRelay) {
    this.#relay = relay;
  }

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.push({ type, listener });
  }

  emit(type: string, event: unknown): void {
    for (const each of this.#listeners) if (each.type === type) each.listener(event as never);
  }

  send(bytes: Uint8Array<ArrayBuffer>): void {
    const copy = bytes.slice();
    queueMicrotask(() => {
      if (this.readyState === 1) this.#relay.receive(this, copy);
    });
  }

  close(): void {
    this.end(1000);
  }

  say(message: Down): void {
    this.#deliver(encodeDown(message));
  }

  pass(channel: number, payload: Uint8Array): void {
    this.#deliver(encodeDocumentFrame(channel, payload));
  }

  end(code: number): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.#relay.links.delete(this);
    queueMicrotask(() => this.emit('close', { code }));
  }

  #deliver(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#relay.silent) return;
    queueMicrotask(() => {
      if (this.readyState === 1) this.emit('message', { data: bytes.buffer });
    });
  }
}
