/**
 * People of a shop who move one record along its workflow through a relay, for the tests of moves: sessions that edit
 * offline, send in any grouping, come back with a handshake or as a new session, and tabs that tell each other. The
 * relay keeps what waits and tries it again, as a room does.
 */
import * as Y from 'yjs';
import type { Role } from '../schema/field.ts';
import { kind, latest, review, text } from '../schema/declare.ts';
import { movesBy } from '../schema/moves.ts';
import { managers, staff } from '../schema/roles.ts';
import { line, oneOf } from '../schema/scalar.ts';
import { admit } from './admit.ts';
import { admitted } from './admit.scene.ts';
import type { EntityDocument } from './entity-document.ts';
import { arrived, hasPending, replica } from './scene.ts';
import type { Refusal } from './types.ts';

export const steps = ['in', 'bench', 'check', 'ready', 'gone'] as const;
export type Step = (typeof steps)[number];

/** Mostly a chain, so that most values follow from few: a wrong one is found. */
export const moveTable: Readonly<Record<Step, readonly Step[]>> = {
  in: ['bench'],
  bench: ['check'],
  check: ['ready', 'bench'],
  ready: ['gone'],
  gone: [],
};

export const job = kind('job', 'Job', 'Jobs', ['name'], {
  name: latest('Name', line(), 'low', staff),
  step: review('Step', oneOf(...steps), 'high', staff, {
    moves: movesBy(['in'], moveTable),
    takeBack: managers,
  }),
  notes: text('Notes', 500, 'low', staff),
});

export interface Session {
  readonly author: string;
  doc: Y.Doc;
  entity: EntityDocument;
  /** Own updates on their way to the relay. */
  up: Uint8Array[];
  /** Updates on their way from the relay. */
  down: Uint8Array[];
  /** What of it waits at the relay. */
  waiting: Uint8Array[];
}

/** An update at the relay; `partial` when it waited before. */
export interface Arriving {
  readonly session: Session;
  readonly update: Uint8Array;
  readonly partial: boolean;
}

export class WorkflowScene {
  readonly relay = new Y.Doc();
  readonly sessions: Session[] = [];
  readonly told: { readonly author: string; readonly refusal: Refusal }[] = [];
  /** Called around every update that the relay takes. */
  around: (arrival: Arriving, take: () => void) => void = (_arrival, take) => take();
  #clients = 1;

  constructor(authors: readonly string[]) {
    this.relay.clientID = 1_000_000;
    for (const author of authors) {
      const session = { author, ...this.#replica(author), down: [], waiting: [] };
      this.#listen(session);
      this.sessions.push(session);
    }
  }

  /** Sends the oldest `count` own updates as one. */
  send(session: Session, count: number): void {
    const updates = session.up.splice(0, count);
    if (updates.length > 0) this.#arrive(session, merged(updates));
  }

  hear(session: Session, count: number): void {
    for (const update of session.down.splice(0, count)) Y.applyUpdate(session.doc, update, arrived);
  }

  /** A new connection: each side sends what the other lacks, with the whole of its deletions. */
  handshake(session: Session): void {
    session.up = [];
    session.waiting = [];
    session.down = [];
    const theirs = Y.encodeStateVector(session.doc);
    this.#arrive(session, Y.encodeStateAsUpdate(session.doc, Y.encodeStateVector(this.relay)));
    Y.applyUpdate(session.doc, Y.encodeStateAsUpdate(this.relay, theirs), arrived);
    session.down = [];
  }

  /** The page is loaded again: the same person and what the device holds, another client id, and a handshake to come. */
  reload(session: Session): void {
    const before = session.doc;
    const { doc, entity } = this.#replica(session.author);
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(before), arrived);
    before.destroy();
    session.doc = doc;
    session.entity = entity;
    session.down = [];
    session.waiting = [];
    session.up = [];
    this.#listen(session);
    this.handshake(session);
  }

  /** One tab tells another of the same person all that it has. */
  tell(from: Session, to: Session): void {
    Y.applyUpdate(to.doc, Y.encodeStateAsUpdate(from.doc, Y.encodeStateVector(to.doc)), arrived);
  }

  settle(): void {
    for (let round = 0; round < 3; round++) {
      for (const session of this.sessions) this.handshake(session);
    }
  }

  #replica(author: string) {
    const { doc, entity } = replica(author, this.#clients++, job);
    return { doc, entity, up: [] as Uint8Array[] };
  }

  #listen(session: Session): void {
    const { doc } = session;
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== arrived && session.doc === doc) session.up.push(update);
    });
  }

  #arrive(session: Session, update: Uint8Array): void {
    let moved = this.#take(session, update, false);
    while (moved) {
      moved = false;
      for (const each of this.sessions) {
        for (const late of each.waiting.splice(0)) if (this.#take(each, late, true)) moved = true;
      }
    }
  }

  /** Whether something came of it. */
  #take(session: Session, update: Uint8Array, partial: boolean): boolean {
    let moved = false;
    this.around({ session, update, partial }, () => {
      const role: Role = 'technician';
      const { author } = session;
      const admission = admitted(admit(this.relay, update, { kind: job, author, role, partial }));
      if (hasPending(this.relay)) {
        this.relay.store.pendingStructs = null;
        this.relay.store.pendingDs = null;
        session.waiting.push(update);
      }
      for (const refusal of admission.refusals) this.told.push({ author, refusal });
      const { integrated } = admission;
      if (!integrated) return;
      moved = true;
      for (const each of this.sessions) each.down.push(integrated);
    });
    return moved;
  }
}

const merged = (updates: readonly Uint8Array[]): Uint8Array =>
  updates.length === 1 ? (updates[0] as Uint8Array) : Y.mergeUpdates([...updates]);
