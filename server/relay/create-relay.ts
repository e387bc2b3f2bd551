/** Puts a relay together out of a store, a clock, randomness and a judge of tokens. */
import type { WebSocket } from 'ws';
import type { Author, KindName, ShopId } from '../../shared/lib/ids.ts';
import { isSystemAuthor, systemAuthors } from '../../shared/lib/ids.ts';
import type { Through } from '../../shared/document/history/change.ts';
import type { EntityDocument } from '../../shared/document/entity-document.ts';
import type { Random } from '../../shared/lib/random.ts';
import type { Time } from '../../shared/lib/time.ts';
import type { CloseName } from '../../shared/protocol/codes.ts';
import { scanLimits } from '../../shared/protocol/scan.ts';
import type { Role } from '../../shared/schema/field.ts';
import { mayRead } from '../../shared/schema/may-read.ts';
import { oldestSchema as oldestTaken } from '../../shared/schema/version.ts';
import type { Identity, VerifyToken } from '../auth/identity.ts';
import { errorKind, type Log } from '../log.ts';
import {
  StoreUnavailable,
  type DocumentName,
  type Store,
  type StoredRefused,
  type User,
} from '../store/store.ts';
import { acceptLoss } from './accept-loss.ts';
import { Audit } from './audit.ts';
import { Changed } from './changed.ts';
import { Connection } from './connection.ts';
import { drain } from './drain.ts';
import { Heartbeat } from './heartbeat.ts';
import { relayLimits } from './limits.ts';
import { endRefused } from './keep-refused.ts';
import { LegacySteps } from './legacy-steps.ts';
import { LiveSockets } from './live-sockets.ts';
import { LogQueue } from './log-queue.ts';
import { noMeter, type Meter } from './meter.ts';
import type { Parts } from './parts.ts';
import { PlainConnection } from './plain-connection.ts';
import { Places } from './places.ts';
import { Presence } from './presence.ts';
import { Refused } from './refused.ts';
import type { Relay, RelayLimits, RelayStats, WriteOptions } from './relay.ts';
import type { Room } from './room.ts';
import { retry } from './room-receive.ts';
import { whenStored, writeLocally } from './room-write.ts';
import { Replicas } from './replicas.ts';
import { Rooms } from './rooms.ts';
import { rightsLine, saidHere } from './rights-given.ts';
import { RightsEnded } from './rights-ended.ts';
import { Rights } from './rights.ts';
import { Rows } from './rows.ts';
import { ShopFull } from './shop-full.ts';
import { ShopQuotas } from './shop-quotas.ts';
import { signIn } from './sign-in.ts';
import { Sockets, type Whose } from './sockets.ts';
import { Turn } from './turn.ts';

export interface RelayDependencies {
  readonly store: Store;
  readonly verify: VerifyToken;
  readonly time: Time;
  readonly random: Random;
  readonly log: Log;
  /** Counts what is done; nobody does unless told otherwise. */
  readonly meter?: Meter;
  readonly limits?: Partial<RelayLimits>;
  /** The oldest version of the schema that is let in; that of `shared/schema/version.ts` unless told otherwise. */
  readonly oldestSchema?: number;
  /** Runs something at the end of this turn of the event loop; `setImmediate` unless told otherwise. */
  readonly schedule?: (run: () => void) => void;
}

/** Of what a reader may leave unread, the part from which it counts as behind. */
const behindShare = 64;

/** Through what a local write comes that does not say so. */
function doorOf(author: Author): Through {
  if (author === systemAuthors.bridge) return 'bridge';
  if (author === systemAuthors.import) return 'import';
  return isSystemAuthor(author) ? 'relay' : 'rest';
}

export function createRelay(given: RelayDependencies): Relay {
  const { store, verify, time, random, log, meter = noMeter, oldestSchema = oldestTaken } = given;
  const limits: RelayLimits = { ...relayLimits, ...given.limits };
  /** A bug of the relay's, in what is done later and for nobody in particular. */
  const broken = (error: unknown): void => log('error', 'task-failed', { kind: errorKind(error) });
  const turn = new Turn(given.schedule ?? ((run) => void setImmediate(run)), broken);
  const audit = new Audit(store, time, log);
  const replicas = new Replicas(store, time, log);
  const changed = new Changed();
  const legacy = new LegacySteps();
  const quotas = new ShopQuotas(store);
  const queue = new LogQueue(
    store,
    turn,
    (moved, seqs) => {
      const now = time.now();
      for (const { entry } of moved) {
        meter.stored(now - entry.at);
        quotas.stored(entry.name.shop, entry.update.length);
      }
      legacy.committed(moved, seqs);
      changed.committed(moved, seqs);
    },
    broken,
  );
  const rooms = new Rooms({
    store,
    queue,
    turn,
    time,
    random,
    limits,
    scanLimits: { ...scanLimits, bytes: limits.maxFrame },
    log,
    audit,
    meter,
    quotas,
    places: {
      written: (...entry) => places.written(...entry),
      settled: (room) => places.settled(room),
      of: (shop) => places.of(shop),
    },
  });
  const presence = new Presence(time, limits.presenceEvery, broken);
  const places = new Places({
    store,
    rooms: (shop) => rooms.of(shop),
    peek: (name) => rooms.peek(name),
    moved(shop, record, place) {
      presence.relocate(shop, record, place);
      store.head(shop).then((newest) => changed.relocated(shop, newest), broken);
    },
    log,
  });
  const heartbeat = new Heartbeat(time, limits.heartbeat);
  const sockets = new Sockets();
  const rights = new Rights();
  const rows = new Rows(store, rooms, log);
  const parts: Parts = {
    store,
    rooms,
    presence,
    places,
    changed,
    legacy,
    heartbeat,
    sockets,
    quotas,
    turn,
    time,
    random,
    limits,
    log,
    audit,
    meter,
    replicas,
  };
  const live = new LiveSockets(time, log);
  let draining = false;

  /** Why somebody who showed a good token is not let in after all. */
  function againstOf(identity: Identity): CloseName | undefined {
    const { shop } = identity;
    // Looked at in the moment in which the shop began to keep them apart, or stopped.
    if ((identity.apart === true) !== places.of(shop).apart) return 'rightsChanged';
    return (
      rights.against(identity) ??
      (quotas.hasSocketFor(shop, sockets.countOf(shop)) ? undefined : 'overloaded')
    );
  }

  async function welcome(socket: WebSocket, signedIn: () => void): Promise<void> {
    const decided = await signIn(socket, { store, verify, time, limits, log, oldestSchema });
    if ('identity' in decided) {
      if (draining) {
        socket.resume();
        return live.turnAway(socket, 'draining');
      }
      const against = againstOf(decided.identity);
      if (against) {
        socket.resume();
        return live.turnAway(socket, against);
      }
      signedIn();
      new Connection(socket, decided, parts).start();
      return;
    }
    const why = decided.refused;
    if (why === 'gone') return;
    log('info', 'socket-refused', { why });
    if (why === 'text') live.turnAwayWith(socket, 1003, 'text');
    else live.turnAway(socket, why);
  }

  /** What an author may do, and what they may see of a shop that keeps its locations apart. @throws StoreUnavailable */
  async function standingOf(
    shop: ShopId,
    author: Author,
    given: Role | undefined,
  ): Promise<Pick<Identity, 'user' | 'role' | 'apart' | 'locations'>> {
    const isApart = places.of(shop).apart;
    if (isSystemAuthor(author)) return { user: author, role: given ?? 'owner' };
    const user = given === undefined || isApart ? await store.user(shop, author) : undefined;
    return {
      user: author,
      role: given ?? user?.role ?? 'view',
      ...(user?.locations && { locations: user.locations }),
      ...(isApart && { apart: true }),
    };
  }

  async function held<T>(name: DocumentName, use: (room: Room) => Promise<T>): Promise<T> {
    const room = await rooms.open(name);
    try {
      return await use(room);
    } finally {
      rooms.release(room);
    }
  }

  async function write<T>(
    name: DocumentName,
    author: Author,
    change: (entity: EntityDocument) => T,
    {
      through = doorOf(author),
      role: given,
      by,
      notes = [],
      settles,
      operation,
      late = false,
    }: WriteOptions<T> = {},
  ): Promise<T> {
    const standing = await standingOf(name.shop, author, given);
    const { role } = standing;
    // Not even looked at: what `change` answers could tell what stands there.
    if (!mayRead(role, name.kind)) throw new Refused([{ field: '', rule: 'role', value: null }]);
    // What the relay derives is small, and follows from what was taken.
    if (author !== systemAuthors.relay && quotas.isFull(name.shop)) throw new ShopFull();
    return held(name, async (room) => {
      if (!(await places.maySee(standing, room)))
        throw new Refused([{ field: '', rule: 'role', value: null }]);
      if (room.phase !== 'open') throw new StoreUnavailable('the document is read again');
      const isNew = room.head === 0 && !isSystemAuthor(author);
      if (isNew && !(await quotas.hasRecordFor(name.shop))) throw new ShopFull();
      mustStillBe(by);
      const { result, written } = writeLocally(
        room,
        { author, role, through, notes, partial: late, settles, operation },
        change,
      );
      if (written.outcome === 'written' && written.entry) retry(room);
      if (written.outcome === 'broken') throw new StoreUnavailable('the document is read again');
      if (written.entry) await new Promise<void>((stored, failed) => whenStored(room, { stored, failed }));
      if (written.refusals.length > 0) throw new Refused(written.refusals);
      return result;
    });
  }

  /** @throws RightsEnded */
  function mustStillBe(by: Identity | undefined): void {
    const against = by && rights.against(by);
    if (against) throw new RightsEnded(against);
  }

  let people: Promise<unknown> = Promise.resolve();

  const changeUser: Relay['changeUser'] = (shop, id, change, by = 'operator') => {
    const asked = typeof by === 'object' ? by : undefined;
    const work = async (): Promise<User> => {
      mustStillBe(asked);
      const before = await store.user(shop, id);
      const user = await change(before);
      mustStillBe(asked);
      const at = time.now();
      await store.saveUser(user, by === 'provider' ? {} : saidHere(before, user, at));
      rights.change(user);
      sockets.closeOf({ shop, user: id }, 'rightsChanged');
      const line = rightsLine(user, by, at);
      audit.tell(line);
      log('info', 'rights-changed', { shop, user: id, by: line.user, what: line.what ?? '' });
      return user;
    };
    const done = people.then(work);
    people = done.catch(() => {});
    return done;
  };

  async function ended({ name, id }: Pick<StoredRefused, 'name' | 'id'>): Promise<void> {
    const room = rooms.peek(name);
    if (!room) return;
    endRefused(room, id);
    await new Promise<void>((stored, failed) => whenStored(room, { stored, failed }));
  }

  function cut(whose: Whose, why: CloseName): void {
    rights.end(whose, why);
    sockets.closeOf(whose, why);
    log('info', 'connections-ended', { shop: whose.shop, why });
  }

  return {
    accept(socket, signedIn = () => {}) {
      live.add(socket);
      if (draining) return live.turnAway(socket, 'draining');
      welcome(socket, signedIn).catch((error: unknown) => {
        log('error', 'socket-failed', { kind: errorKind(error) });
        live.turnAway(socket, 'internal');
      });
    },
    acceptPlain(socket: WebSocket, name: DocumentName, identity: Identity) {
      live.add(socket);
      if (draining) return live.turnAway(socket, 'draining');
      const against = againstOf(identity);
      if (against) return live.turnAway(socket, against);
      if (!mayRead(identity.role, name.kind)) return live.turnAway(socket, 'notFound');
      void new PlainConnection(socket, name, identity, parts).start();
    },
    write,
    endRefused: ended,
    async settleRefused({ name, id, author }, settlement) {
      await ended({ name, id });
      const done = await store.settleRefused(name.shop, id, settlement);
      if (done) changed.settled(name.shop, name.kind, author, id);
      return done;
    },
    async saveUser(user) {
      await changeUser(user.shop, user.id, () => Promise.resolve(user));
    },
    changeUser,
    cut,
    reopen: (shop) => rights.reopen(shop),
    limit: (shop, most) => quotas.set(shop, most),
    async locate(shop) {
      const before = await places.read(shop);
      if (before.apart !== places.of(shop).apart) sockets.closeOf({ shop }, 'rightsChanged');
      else sockets.tellLocations(shop);
    },
    async removeShop(shop) {
      cut({ shop }, 'notFound');
      const removed = await rooms.empty(shop, () => store.removeShop(shop));
      log('info', 'shop-removed', { shop });
      return removed;
    },
    async erase(shop, names, work) {
      const documents = names.map((name): DocumentName => ({ shop, ...name }));
      const erasure = await rooms.burn(documents, async () => {
        const made = await work();
        await store.erase(made);
        return made;
      });
      legacy.forget(shop, erasure.names);
      const kept = new Set(erasure.kept.map(({ name }) => name.kind));
      changed.erased(shop, await store.head(shop), [...kept]);
      log('info', 'records-erased', { shop, records: erasure.names.length, kept: erasure.kept.length });
    },
    acceptLoss: (name) => rooms.burn([name], () => acceptLoss(store, name), 'storeUnavailable'),
    rows: (shop: ShopId, kind: KindName, page) => rows.page(shop, kind, page),
    row: (name) => rows.one(name),
    legacy,
    watch: (watcher) => changed.watch(watcher),
    disconnect(shop, whose) {
      const closing = sockets
        .of({ shop, ...('user' in whose && { user: whose.user }) })
        .filter(({ session }) => !('session' in whose) || session === whose.session);
      for (const socket of closing) socket.close('disconnected');
      return closing.length;
    },
    connections({ limit, ...whose }) {
      const found = sockets.of(whose).map((socket) => socket.told());
      found.sort((a, b) => b.behind - a.behind || a.since - b.since);
      return { all: found.length, connections: found.slice(0, limit) };
    },
    connectionsOf: (shop) => sockets.countOf(shop),
    inRecord(name) {
      const here = new Set([...(rooms.peek(name)?.members ?? [])].map(({ listener }) => listener.session));
      return sockets
        .of({ shop: name.shop })
        .filter(({ session }) => here.has(session))
        .map((socket) => socket.told());
    },
    stats: (): RelayStats => ({
      sockets: sockets.size,
      rooms: rooms.size,
      /** Looked for when somebody asks. */
      get resting() {
        return rooms.resting;
      },
      behind: sockets.behind(limits.maxQueued / behindShare),
    }),
    drain() {
      draining = true;
      return drain({ ...parts, queue, live });
    },
  };
}
