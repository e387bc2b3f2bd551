/**
 * One stock y-websocket client on one document: the payloads of a room without Solder's frames. Nothing is
 * acknowledged and a refusal shows only as the value going back, since such a client knows neither (rule ROOM-11).
 */
import type { WebSocket } from 'ws';
import { freshEntityId } from '../../shared/lib/ids.ts';
import type { ConnectionTold } from '../../shared/operator/told.ts';
import type { CloseName } from '../../shared/protocol/codes.ts';
import type { Identity } from '../auth/identity.ts';
import { errorKind } from '../log.ts';
import { Erased } from '../store/erasure-store.ts';
import { StoreUnavailable, type DocumentName } from '../store/store.ts';
import { ruleOf } from './audit.ts';
import { untilExpiry } from './expiry.ts';
import { Incoming } from './incoming.ts';
import type { Listener } from './listener.ts';
import type { Member } from './member.ts';
import { Outbound } from './outbound.ts';
import type { Parts } from './parts.ts';
import type { Room } from './room.ts';
import { join, leave } from './room-join.ts';
import type { RoomMessage } from './room-message.ts';
import { receive } from './room-receive.ts';

/** Bytes that may arrive before the document is loaded: a stock client speaks at once. */
const maxEarly = 4 * 1024 * 1024;

export class PlainConnection implements Listener {
  readonly identity: Identity;
  readonly own: ReadonlySet<number> = new Set();
  readonly plain = true;
  readonly otherSchema = false;
  readonly session: string;
  readonly #parts: Parts;
  readonly #name: DocumentName;
  readonly #outbound: Outbound;
  readonly #incoming: Incoming;
  readonly #undo: (() => void)[] = [];
  readonly #since: number;
  #early: Uint8Array[] = [];
  #earlyBytes = 0;
  #joined: { readonly room: Room; readonly member: Member } | undefined;
  #closed = false;

  constructor(socket: WebSocket, name: DocumentName, identity: Identity, parts: Parts) {
    const { time, limits, turn, random } = parts;
    this.session = freshEntityId(time.now(), random);
    this.#name = name;
    this.identity = identity;
    this.#parts = parts;
    this.#since = time.now();
    this.#outbound = new Outbound(socket, {
      turn,
      time,
      maxQueued: limits.maxQueued,
      sent: parts.meter.sent,
      slow: () => this.#cut('slow'),
    });
    this.#incoming = new Incoming(socket, parts, {
      hear: (payload) => this.#receive(payload),
      text: () => {
        this.#audit('malformed', 0);
        this.#outbound.closeWith(1003, 'text');
        this.#leave();
      },
      close: (why, bytes = 0) => {
        this.#audit(why, bytes);
        this.close(why);
      },
    });
    socket.on('close', () => this.#leave());
    this.#undo.push(
      parts.sockets.add(this),
      untilExpiry(time, identity.expires, () => this.close('unauthorized')),
    );
  }

  /** Joins the document's room. */
  async start(): Promise<void> {
    const { rooms, log } = this.#parts;
    try {
      const room = await rooms.open(this.#name);
      if (!(await this.#parts.places.maySee(this.identity, room))) {
        rooms.release(room);
        return this.close('notFound');
      }
      const isFull = room.head === 0 && !(await this.#parts.quotas.hasRecordFor(this.#name.shop));
      if (!isFull) return this.#opened(room);
      rooms.release(room);
      this.close('shopFull');
    } catch (error) {
      if (error instanceof Erased) return this.close('erased');
      log('warn', 'channel-not-opened', { ...this.#name, connection: this.session, kind: errorKind(error) });
      this.close(error instanceof StoreUnavailable ? 'storeUnavailable' : 'internal');
    }
  }

  deliver(message: RoomMessage): void {
    this.#outbound.send(message.payload);
  }

  answer(message: RoomMessage): void {
    this.#outbound.answer(message.payload);
  }

  acknowledged(updates: number): void {
    this.#parts.meter.acknowledged(updates);
  }

  refused(): void {}

  taken(): void {}

  unstored(bytes: number): void {
    this.#incoming.unstored(bytes);
  }

  work(run: () => void): void {
    this.#incoming.work(run);
  }

  ended(why: CloseName): void {
    this.close(why);
  }

  /** A stock client knows of none. */
  tellLocations(): void {}

  hush(): void {
    this.#incoming.end();
  }

  close(why: CloseName): void {
    if (this.#closed) return;
    this.#outbound.close(why);
    this.#cut(why);
  }

  get behind(): number {
    return this.#outbound.unread;
  }

  told(): ConnectionTold {
    const { shop, user, name, role } = this.identity;
    const { session, behind } = this;
    return {
      session,
      shop,
      user,
      name,
      role,
      through: 'plain',
      since: this.#since,
      behind,
      open: this.#joined ? 1 : 0,
      replica: '',
    };
  }

  /** The socket closes, for a reason of the relay's. */
  #cut(why: CloseName): void {
    const { shop, user } = this.identity;
    this.#parts.log('info', 'socket-closed', { connection: this.session, shop, user, why });
    this.#leave();
  }

  #audit(why: CloseName, bytes: number): void {
    const rule = ruleOf(why);
    if (!rule || this.#closed) return;
    const { identity, session } = this;
    this.#parts.audit.note({ identity, session, through: 'plain', record: this.#name, rule, bytes });
  }

  #opened(room: Room): void {
    if (this.#closed) return this.#parts.rooms.release(room);
    if (room.phase === 'ended') return this.close('storeUnavailable');
    const member = join(room, this);
    if (this.#closed) {
      // Cut off by the greeting.
      leave(room, member);
      return this.#parts.rooms.release(room);
    }
    this.#joined = { room, member };
    const early = this.#early;
    this.#early = [];
    for (const payload of early) receive(room, member, payload);
  }

  #receive(payload: Uint8Array): void {
    if (this.#joined) return receive(this.#joined.room, this.#joined.member, payload);
    this.#earlyBytes += payload.length;
    if (this.#earlyBytes > maxEarly) return this.close('overloaded');
    this.#early.push(payload);
  }

  #leave(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#incoming.end();
    this.#early = [];
    if (this.#joined) {
      leave(this.#joined.room, this.#joined.member);
      this.#parts.rooms.release(this.#joined.room);
    }
    for (const undo of this.#undo) undo();
  }
}
