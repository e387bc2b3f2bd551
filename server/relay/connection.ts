/**
 * One multiplexed socket from its hello to its end: many documents, catching up, presence. Knows messages and rooms;
 * what happens in a room is the room's own business.
 */
import type { WebSocket } from 'ws';
import { never } from '../../shared/lib/assert.ts';
import { entityKey, freshEntityId, parseEntityKey, type EntityKey } from '../../shared/lib/ids.ts';
import { decodeUp, encodeDown } from '../../shared/protocol/codec.ts';
import { closeCodes, protocolVersion, type CloseName, type ErrorKind } from '../../shared/protocol/codes.ts';
import type { ConnectionTold } from '../../shared/operator/told.ts';
import type {
  DeviceState,
  Down,
  Hello,
  Here,
  Open,
  Present,
  Tally,
  Up,
} from '../../shared/protocol/messages.ts';
import { mayRead, withheldKinds } from '../../shared/schema/may-read.ts';
import { nowhereYet } from '../../shared/schema/place.ts';
import { schemaName } from '../../shared/schema/version.ts';
import type { Identity } from '../auth/identity.ts';
import { seenPlaces } from '../auth/seen-places.ts';
import { errorKind, logAbout, type Log } from '../log.ts';
import { Erased } from '../store/erasure-store.ts';
import type { ReplicaCounts } from '../store/replica-store.ts';
import { StoreUnavailable, type DocumentName } from '../store/store.ts';
import { ruleOf } from './audit.ts';
import { CatchUp } from './catch-up.ts';
import { Channel, type ChannelSocket } from './channel.ts';
import { untilExpiry } from './expiry.ts';
import { Incoming } from './incoming.ts';
import { Leases } from './leases.ts';
import { LegacyNews } from './legacy-news.ts';
import { Outbound } from './outbound.ts';
import type { Parts } from './parts.ts';
import { isAnothers } from './room-vouched.ts';
import { join, leave } from './room-join.ts';
import { receive } from './room-receive.ts';
import { RefusedNews } from './refused-news.ts';
import type { SignedIn } from './sign-in.ts';
import { toldRefused } from './told-refused.ts';

/** Client ids that one `open` may vouch for. */
const maxOwn = 4_096;
const maxHereText = 128;
/** Edits that were written back and are told to whoever comes. */
const mostKept = 50;

const countsIn = ({ type: _type, id: _id, ...counts }: Tally): ReplicaCounts => counts;

export class Connection implements ChannelSocket {
  readonly identity: Identity;
  /** Those that they see; all when undefined. */
  readonly #places: readonly string[] | undefined;
  /** What a cursor of this shop's is good for. */
  readonly #epoch: string;
  readonly #parts: Parts;
  readonly session: string;
  readonly otherSchema: boolean;
  readonly #hello: Hello;
  /** Says of each line which connection it is about. */
  readonly #log: Log;
  readonly #early: SignedIn['early'];
  readonly #outbound: Outbound;
  readonly #incoming: Incoming;
  readonly #catchUp: CatchUp;
  readonly #leases: Leases;
  readonly #legacy: LegacyNews;
  readonly #byNumber = new Map<number, Channel>();
  readonly #byName = new Map<EntityKey, Channel>();
  readonly #opening = new Set<EntityKey>();
  readonly #acks = new Set<Channel>();
  readonly #undo: (() => void)[] = [];
  readonly #since: number;
  #closed = false;
  /** Where they were said to be last. */
  #here: Present | undefined;
  /** As it was told last. */
  #device: DeviceState | undefined;
  #tally: Tally | undefined;

  constructor(socket: WebSocket, { hello, identity, early }: SignedIn, parts: Parts) {
    const { time, random, limits, turn, store, presence, changed } = parts;
    this.identity = identity;
    this.#places = seenPlaces(identity);
    this.#epoch = parts.places.of(identity.shop).epoch ?? store.epoch;
    this.#parts = parts;
    this.#since = time.now();
    this.session = freshEntityId(time.now(), random);
    this.#log = logAbout(parts.log, { connection: this.session });
    this.#outbound = new Outbound(socket, {
      turn,
      time,
      maxQueued: limits.maxQueued,
      sent: parts.meter.sent,
      beforeFlush: () => this.#sendAcks(),
      slow: () => this.#cut('slow'),
    });
    this.#catchUp = new CatchUp({
      store,
      changed,
      epoch: this.#epoch,
      shop: identity.shop,
      withheld: withheldKinds(identity.role),
      ...(this.#places && { places: this.#places }),
      pageBytes: limits.pageBytes,
      send: (message) => this.send(message),
      failed: (error) => {
        this.#log('error', 'page-not-read', { shop: identity.shop, kind: errorKind(error) });
        this.close('storeUnavailable');
      },
    });
    this.#leases = new Leases({
      store,
      shop: identity.shop,
      role: identity.role,
      send: (message) => this.send(message),
      fault: (kind, message) => this.#fault(kind, message),
      failed: (error) =>
        this.#log('error', 'numbers-not-leased', { shop: identity.shop, kind: errorKind(error) }),
    });
    this.#incoming = new Incoming(socket, parts, {
      hear: (bytes) => this.#receive(bytes),
      text: () => {
        this.#audit('malformed', 0);
        this.#outbound.closeWith(1003, 'text');
        this.#cut('malformed');
      },
      close: (why, bytes) => this.#turnAway(why, bytes),
    });
    const news = new RefusedNews({
      identity,
      time,
      send: (message) => this.send(message),
      tellOwn: () => void this.#tellKept(),
    });
    const { legacy } = parts;
    this.#legacy = new LegacyNews({
      ...identity,
      steps: legacy,
      time,
      send: (message) => this.send(message),
    });
    socket.on('close', () => this.#leave());
    this.#undo.push(
      parts.sockets.add(this),
      untilExpiry(time, identity.expires, () => this.close('unauthorized')),
      () => this.#catchUp.end(),
      changed.followRefused(identity.shop, news),
      // Whoever sees only some places is told nothing: it would name records of the others.
      ...(this.#places ? [] : [legacy.follow(identity.shop, this.#legacy)]),
      () => this.#legacy.end(),
      () => news.end(),
      () => presence.leave(identity.shop, this.session),
    );
    this.#hello = hello;
    this.otherSchema = hello.schema !== schemaName;
    this.#early = early;
  }

  /** Welcomes the socket, and sends what its hello asked for. */
  start(): void {
    const { presence } = this.#parts;
    const { shop, role } = this.identity;
    this.#welcome();
    this.send({ type: 'withheld', kinds: withheldKinds(role) });
    if (!this.#places) this.#legacy.begin();
    this.tellLocations();
    void this.#tellKept();
    if (this.#hello.follow) this.#asked(this.#catchUp.follow(this.#hello.follow));
    presence.join(shop, this.#present({ at: '', field: '', idle: false }), {
      role,
      places: this.#places,
      send: (frame) => this.sendFrame(frame),
    });
    this.#incoming.begin(this.#early());
  }

  get behind(): number {
    return this.#outbound.unread;
  }

  told(): ConnectionTold {
    const { shop, user, name, role } = this.identity;
    const { session, behind } = this;
    const open = this.#byName.size;
    return {
      session,
      shop,
      user,
      name,
      role,
      through: 'app',
      since: this.#since,
      behind,
      open,
      replica: this.#device?.id ?? '',
    };
  }

  send(message: Down): void {
    this.#outbound.send(encodeDown(message));
  }

  sendFrame(frame: Uint8Array): void {
    this.#outbound.send(frame);
  }

  sendAnswer(frame: Uint8Array): void {
    this.#outbound.answer(frame);
  }

  tellLocations(): void {
    const { shop, locations: mine = [] } = this.identity;
    const { apart, all } = this.#parts.places.of(shop);
    this.send({ type: 'locations', apart, all, mine });
  }

  acknowledgeNow(): void {
    this.#sendAcks();
  }

  acknowledge(channel: Channel, updates: number): void {
    this.#parts.meter.acknowledged(updates);
    this.#acks.add(channel);
    this.#outbound.wake();
  }

  unstored(bytes: number): void {
    this.#incoming.unstored(bytes);
  }

  work(run: () => void): void {
    this.#incoming.work(run);
  }

  left(channel: Channel): void {
    this.#drop(channel);
  }

  hush(): void {
    this.#incoming.end();
  }

  close(why: CloseName): void {
    if (this.#closed) return;
    this.#sendAcks();
    this.#outbound.close(why);
    this.#cut(why);
  }

  /** For what came through it. */
  #turnAway(why: CloseName, bytes = 0): void {
    this.#audit(why, bytes);
    this.close(why);
  }

  #audit(why: CloseName, bytes: number, record?: DocumentName): void {
    const rule = ruleOf(why);
    if (!rule || this.#closed) return;
    const { identity, session } = this;
    this.#parts.audit.note({ identity, session, through: 'app', rule, bytes, ...(record && { record }) });
  }

  #welcome(): void {
    const { shop, user, name, role } = this.identity;
    this.send({
      type: 'welcome',
      protocol: protocolVersion,
      schema: schemaName,
      session: this.session,
      shop,
      user,
      name,
      role,
      epoch: this.#epoch,
      now: this.#parts.time.now(),
      maxFrame: this.#parts.limits.maxFrame,
    });
  }

  /** What was written back of this user's edits and is open still, wherever and whenever it was. */
  async #tellKept(): Promise<void> {
    const { shop, user: author, role } = this.identity;
    const { store } = this.#parts;
    try {
      const query = {
        shop,
        author,
        state: 'open',
        without: withheldKinds(role),
        ...(this.#places && { places: this.#places }),
        limit: mostKept,
      } as const;
      const open = (await store.refused(query)).map((edit) => toldRefused(entityKey(edit.name), edit));
      if (open.length > 0 && !this.#closed) this.send({ type: 'kept', edits: open.toReversed() });
    } catch (error) {
      this.#log('warn', 'refused-not-read', { shop, kind: errorKind(error) });
    }
  }

  #receive(bytes: Uint8Array): void {
    const frame = decodeUp(bytes);
    switch (frame.type) {
      case 'document': {
        const channel = this.#byNumber.get(frame.channel);
        if (!channel?.member) return this.#fault('unknown-channel', 'No document is open on this channel.');
        return receive(channel.room, channel.member, frame.payload);
      }
      case 'message':
        return this.#hear(frame.message);
      case 'unknown':
        // A kind of a newer replica's on a document's channel is ignored, as y-websocket does.
        if (frame.channel === 0)
          this.#fault('unknown-kind', `This relay knows no message of kind ${frame.kind}.`);
        return;
      case 'malformed':
        return this.#turnAway('malformed', bytes.length);
    }
  }

  #hear(message: Up): void {
    switch (message.type) {
      case 'open':
        return this.#open(message);
      case 'close': {
        const channel = this.#byNumber.get(message.channel);
        if (!channel) return this.#fault('unknown-channel', 'No document is open on this channel.');
        return this.#drop(channel);
      }
      case 'catch-up':
        return this.#asked(this.#catchUp.ask(message.cursor, message.kinds));
      case 'here':
        return this.#hereNow(message);
      case 'device':
        return this.#noteReplica(message);
      case 'tally':
        this.#tally = message;
        return this.#noteReplica(this.#device);
      case 'ping':
        this.#noteReplica(this.#device);
        return this.send({ type: 'pong', sent: message.sent, now: this.#parts.time.now() });
      case 'lease':
        return this.#leases.ask(message);
      case 'legacy':
        return this.#legacy.asked();
      case 'hello':
        return this.#fault('bad-message', 'Hello was said already.');
      default:
        never(message, 'a message that goes up');
    }
  }

  #open({ name: text, own }: Open): void {
    const { limits } = this.#parts;
    const name = parseEntityKey(text);
    if (!name || !mayRead(this.identity.role, name.kind)) return this.#refuseOpen(text, 'notFound');
    const key = entityKey(name);
    if (this.#byName.has(key) || this.#opening.has(key)) {
      return this.#fault('bad-message', 'This document is open on this socket.');
    }
    if (own.length > maxOwn) return this.#refuseOpen(text, 'tooLarge');
    if (this.#byName.size + this.#opening.size >= limits.maxChannels)
      return this.#refuseOpen(text, 'overloaded');
    this.#opening.add(key);
    void this.#join(key, { shop: this.identity.shop, ...name }, own);
  }

  async #join(key: EntityKey, name: DocumentName, own: readonly number[]): Promise<void> {
    const { rooms } = this.#parts;
    try {
      const room = await rooms.open(name);
      if (!(await this.#parts.places.maySee(this.identity, room))) {
        rooms.release(room);
        return this.#refuseOpen(key, 'notFound');
      }
      if (this.#closed) return rooms.release(room);
      if (room.phase === 'ended') return this.#refuseOpen(key, 'storeUnavailable');
      if (room.head === 0 && !(await this.#parts.quotas.hasRecordFor(name.shop))) {
        rooms.release(room);
        return this.#refuseOpen(key, 'shopFull');
      }
      if (this.#closed) return rooms.release(room);
      const taken = own.filter((client) => isAnothers(room, client, this.identity.user));
      if (taken.length > 0) {
        rooms.release(room);
        this.#log('warn', 'channel-closed', { ...name, user: this.identity.user, why: 'forbidden' });
        this.#audit('forbidden', 0, name);
        this.send({ type: 'taken', name: key, clients: taken });
        return this.#refuseOpen(key, 'forbidden');
      }
      const channel = new Channel(this, room, own);
      this.#byNumber.set(room.channel, channel);
      this.#byName.set(key, channel);
      this.send({ type: 'opened', name: key, channel: room.channel });
      // Whoever reads too slowly is cut off by any of these words.
      if (this.#closed) return;
      channel.member = join(room, channel);
      if (this.#closed) leave(room, channel.member);
    } catch (error) {
      if (error instanceof Erased) {
        this.send({ type: 'erased', names: [key], files: [] });
        return this.#refuseOpen(key, 'notFound');
      }
      this.#log('warn', 'channel-not-opened', { ...name, kind: errorKind(error) });
      this.#refuseOpen(key, error instanceof StoreUnavailable ? 'storeUnavailable' : 'internal');
    } finally {
      this.#opening.delete(key);
    }
  }

  #refuseOpen(name: string, why: CloseName): void {
    this.send({ type: 'closed', name, code: closeCodes[why], reason: why });
  }

  #hereNow({ at, field, idle }: Here): void {
    const place = parseEntityKey(at);
    const isPlace = at === '' || (place && mayRead(this.identity.role, place.kind));
    if (!isPlace || field.length > maxHereText) return this.#fault('bad-message', 'No such place.');
    const present = this.#present({ at, field, idle });
    const { presence, places } = this.#parts;
    const { shop } = this.identity;
    this.#here = present;
    if (!place || !places.of(shop).apart) return presence.move(shop, present);
    void this.#moveTo({ shop, ...place }, present);
  }

  /** Who sees the record is told that somebody looks at it, as soon as it is known where it is. */
  async #moveTo(name: DocumentName, present: Present): Promise<void> {
    const { store, presence } = this.#parts;
    // Where that cannot be said, nobody is told but who sees all.
    const place = await store.place(name).catch(() => undefined);
    if (this.#here === present) presence.move(name.shop, present, place ?? nowhereYet(present.user));
  }

  #present(place: Pick<Present, 'at' | 'field' | 'idle'>): Present {
    const { user, name } = this.identity;
    return { session: this.session, user, name, ...place };
  }

  #asked(asked: ReturnType<CatchUp['ask']>): void {
    if (asked === 'too-many') this.close('overloaded');
    if (asked === 'bad-kind') this.#fault('bad-message', 'No such kind.');
  }

  #fault(kind: ErrorKind, message: string): void {
    this.send({ type: 'error', kind, message });
  }

  /** One message for everything that was stored since the last one. */
  #sendAcks(): void {
    if (this.#acks.size === 0) return;
    const channels = [...this.#acks].map(({ room, member }) => ({
      channel: room.channel,
      count: member?.acked ?? 0,
    }));
    this.#acks.clear();
    this.send({ type: 'ack', channels });
  }

  #drop(channel: Channel): void {
    if (this.#byNumber.get(channel.room.channel) !== channel) return;
    this.#byNumber.delete(channel.room.channel);
    this.#byName.delete(entityKey(channel.room.name));
    this.#acks.delete(channel);
    channel.close();
    if (channel.member) leave(channel.room, channel.member);
    this.#parts.rooms.release(channel.room);
  }

  /** What the replica told of itself, and how far it is. */
  #noteReplica(device: DeviceState | undefined): void {
    // An id of another form is nobody's that is to be looked after.
    if (!device || !/^[A-Za-z0-9_-]{1,64}$/.test(device.id)) return;
    this.#device = device;
    const { shop, user, device: signedIn = '' } = this.identity;
    const { id, records, edits, since } = device;
    const { replicas, time } = this.#parts;
    const reached = this.#catchUp.reached;
    const schema = this.#hello.schema.slice(0, 64);
    replicas.note({
      shop,
      user,
      id,
      device: signedIn,
      schema,
      seen: time.now(),
      reached,
      records,
      edits,
      since,
      ...(this.#tally?.id === id && { counts: countsIn(this.#tally) }),
    });
  }

  /** The socket closes, for a reason of the relay's. */
  #cut(why: CloseName): void {
    this.#log('info', 'socket-closed', { shop: this.identity.shop, user: this.identity.user, why });
    this.#leave();
  }

  #leave(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#noteReplica(this.#device);
    this.#incoming.end();
    for (const channel of this.#byNumber.values()) this.#drop(channel);
    for (const undo of this.#undo) undo();
  }
}
