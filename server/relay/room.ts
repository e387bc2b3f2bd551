/**
 * One open document: its Yjs document, who listens, and how far it is stored. Only the state and what every part
 * needs; what happens to it is in the files beside this one, by moment: room-receive, room-write, room-broadcast,
 * room-presence. Which rooms there are is `Rooms`' own business.
 */
import * as Y from 'yjs';
import { projectRow, projectUnknown } from '../../shared/document/row.ts';
import type { Author } from '../../shared/lib/ids.ts';
import { systemAuthors } from '../../shared/lib/ids.ts';
import type { Random } from '../../shared/lib/random.ts';
import type { Time } from '../../shared/lib/time.ts';
import type { CloseName } from '../../shared/protocol/codes.ts';
import type { ScanLimits } from '../../shared/protocol/scan.ts';
import type { Kind } from '../../shared/schema/field.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import type { PlaceSaid } from '../../shared/schema/place.ts';
import type { Audit } from './audit.ts';
import type { Log } from '../log.ts';
import type { DocumentName, Seq, Store } from '../store/store.ts';
import { HeldDocument } from './held-document.ts';
import type { LoadedDocument } from './load-document.ts';
import type { Listener } from './listener.ts';
import type { LogQueue } from './log-queue.ts';
import type { Member } from './member.ts';
import type { Meter } from './meter.ts';
import type { RelayLimits } from './relay.ts';
import { RoomAwareness } from './room-awareness.ts';
import type { ShopQuotas } from './shop-quotas.ts';
import type { Places } from './places.ts';
import type { Turn } from './turn.ts';

/** What all rooms of a relay share. */
export interface RoomContext {
  readonly store: Store;
  readonly queue: LogQueue;
  readonly turn: Pick<Turn, 'atEnd' | 'firstAtEnd'>;
  readonly time: Time;
  readonly random: Random;
  readonly limits: RelayLimits;
  readonly scanLimits: ScanLimits;
  readonly log: Log;
  readonly audit: Pick<Audit, 'note'>;
  readonly meter: Pick<Meter, 'joined'>;
  readonly quotas: Pick<ShopQuotas, 'isFull'>;
  readonly places: Pick<Places, 'written' | 'settled' | 'of'>;
}

export interface RoomEvents {
  /** The document in memory may hold what was not logged: throw it away and read it again. */
  broken(): void;
  /** An entry of it could not be stored. */
  failed(error: unknown): void;
  /** Something of it was stored. */
  stored(): void;
  /** A peer completed a sync while something of it was missing. */
  refilled(): void;
  /** Its document was at rest, and is not any more. */
  woke(): void;
}

/** What waits for the end of the turn. */
export interface Typing {
  take(): void;
}

/**
 * `open`; `reloading` while the document is read again: messages are held back; `ended`: nothing of it counts any
 * more, another room may have taken its place.
 */
export type Phase = 'open' | 'reloading' | 'ended';

export class Room {
  readonly context: RoomContext;
  readonly events: RoomEvents;
  readonly name: DocumentName;
  readonly channel: number;
  readonly kind: Kind | undefined;
  readonly members = new Set<Member>();
  readonly awareness = new RoomAwareness();
  phase: Phase = 'open';
  /** What a member typed in this turn and the document does not have yet (rule ROOM-16). */
  typed: Typing | undefined;
  #document: HeldDocument;
  /** Whose client ids are whose, as stored or on their way (rule ROOM-3). */
  claims = new Map<number, Author>();
  /** How far the edits went that were stored under these when the document was read; null where that is not known. */
  reaches: ReadonlyMap<number, number | null> = new Map();
  /** Rows of the store are missing: what peers have is taken to fill the holes (rule ROOM-9). */
  healing = false;
  /** The last entry that is known to be stored. */
  head: Seq = 0;
  /** Entries after the snapshot. */
  tail = 0;
  /** Entries on their way to the store. */
  inFlight = 0;
  /** Entries with something written back that nobody was shown yet. */
  unshown = 0;
  /** When the row was computed last, and whether something came after it. */
  rowAt = -Infinity;
  rowStale = false;
  /** The next entry brings its row along, however young the last one is: it says where the record is, or which files it shows. */
  rowIsDue = false;
  /** Where the record is, and what it says of that; undefined as long as nobody asked who may not see all. */
  place: string | undefined;
  placeSaid: PlaceSaid | undefined;
  /** Client ids that local writes use, one per author, so that a thousand imports are not a thousand clients. */
  readonly localClients = new Map<Author, number>();
  #held: { readonly member: Member; readonly run: () => void }[] = [];
  #heldBytes = 0;

  constructor(
    context: RoomContext,
    name: DocumentName,
    channel: number,
    loaded: LoadedDocument,
    events: RoomEvents,
  ) {
    this.context = context;
    this.name = name;
    this.channel = channel;
    this.events = events;
    this.kind = kindNamed(name.kind);
    this.#document = this.#taken(loaded);
  }

  /** With everything in it that was taken from anybody. */
  get doc(): Y.Doc {
    this.takeTyped();
    return this.#wakeful().doc;
  }

  /** Nothing of it waits for the end of the turn any more. */
  takeTyped(): void {
    const { typed } = this;
    if (!typed) return;
    this.typed = undefined;
    typed.take();
  }

  /** Puts what was read from the store in place of what was there. */
  take(loaded: LoadedDocument): void {
    this.#document.destroy();
    this.#document = this.#taken(loaded);
  }

  /**
   * Keeps the document as bytes until it is used again, unless somebody used it since this was called last, or it is read
   * again because it may hold half of something (rule ROOM-17). Answers how many bytes were made for it, and whether it rests.
   */
  rest(): { readonly bytes: number; readonly rests: boolean } {
    const held = this.#document;
    const mayRest = !held.wasUsed() && this.phase === 'open';
    const bytes = mayRest ? held.rest(this.context.limits.maxResting) : 0;
    return { bytes, rests: held.atRest || this.phase === 'ended' };
  }

  get atRest(): boolean {
    return this.#document.atRest;
  }

  #wakeful(): HeldDocument {
    if (this.#document.atRest) this.events.woke();
    return this.#document;
  }

  #taken({ doc, claims, reaches, head, tail, damaged }: LoadedDocument): HeldDocument {
    this.claims = claims;
    this.reaches = reaches;
    this.head = head;
    this.tail = tail;
    this.healing = damaged;
    this.rowStale = false;
    this.placeSaid = undefined;
    this.localClients.clear();
    const client = this.#freshIn(doc);
    claims.set(client, systemAuthors.relay);
    return new HeldDocument(doc, this.kind, client);
  }

  /** The store was restored not long ago: what people's devices have of it, and it lost, is taken back (rule RESTORE-4). */
  get takesBack(): boolean {
    const { store, time, places } = this.context;
    const { takesBackUntil = 0 } = places.of(this.name.shop);
    return time.now() < Math.max(store.takesBackUntil, takesBackUntil);
  }

  clockOf(client: number): number {
    return Y.getState(this.doc.store, client);
  }

  /** A client id that nobody has in this document. */
  freshClient(): number {
    return this.#freshIn(this.doc);
  }

  #freshIn({ store }: Y.Doc): number {
    for (;;) {
      const client = Math.floor(this.context.random() * 2 ** 32);
      if (!this.claims.has(client) && Y.getState(store, client) === 0) return client;
    }
  }

  /** The row of the document as it is now, as JSON. */
  projectRow(): string {
    this.rowAt = this.context.time.now();
    this.rowIsDue = false;
    this.rowStale = false;
    return rowJson(this.kind, this.name, this.doc);
  }

  /** Holds `run` back until the room is open again; false when too much is held already. */
  hold(member: Member, bytes: number, run: () => void): boolean {
    this.#heldBytes += bytes;
    if (this.#heldBytes > this.context.limits.maxQueued) return false;
    this.#held.push({ member, run });
    return true;
  }

  /** The room is open (again): what was held back happens, in its order. */
  resume(): void {
    this.phase = 'open';
    const held = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    for (const { member, run } of held) if (!member.gone) run();
  }

  /** Ends the room for everybody in it. Nothing that is still on its way counts for it. */
  end(why: CloseName): void {
    for (const listener of this.stop()) listener.ended(why);
  }

  /** Ends it and tells nobody yet. Who was in it is the answer, and is to be told why. */
  stop(): readonly Listener[] {
    if (this.phase === 'ended') return [];
    this.phase = 'ended';
    this.#held = [];
    const members = [...this.members];
    this.members.clear();
    for (const member of members) member.letGo();
    this.typed = undefined;
    this.#document.destroy();
    return members.map(({ listener }) => listener);
  }
}

export const rowJson = (kind: Kind | undefined, name: DocumentName, doc: Y.Doc): string =>
  JSON.stringify(kind ? projectRow(kind, name.id, doc) : projectUnknown(name.kind, name.id, doc));
