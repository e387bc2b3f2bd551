/**
 * A replica, put together from its parts. The life of an edit, in order:
 *
 *  1. The app writes into an open record's document (`open-record.ts`). In the same turn the edit is numbered in the
 *     outbox (`outbox.ts`), sent by the stock provider over the record's channel (`channel-socket.ts`) if there is a
 *     connection, and written down by the journal. The list shows it within a frame (`row-saver.ts`).
 *  2. The outbox writes it into the vault in a transaction that it sees complete: it is "saved on this device", and
 *     counts as pending, here and after any restart.
 *  3. The relay acknowledges a count of messages; `acks.ts` says which edits that covers. They leave the count, and
 *     move in the vault from the outbox into what the relay is known to have.
 *  4. Without a connection, the next handshake carries it: the provider's, if some tab has the record open, else the
 *     leading tab's `sender.ts`.
 *  5. When the last holder closes the record, `fold.ts` makes one state of vault and journal and deletes the journal.
 *
 * What others do comes by the channel of an open record, and for everything else by `catch-up.ts` into the vault and
 * the rows. `wire.ts` is the one connection, `leader.ts` decides between tabs, `status.ts` says how things stand.
 */
import {
  entityKey,
  freshEntityId,
  parseEntityKey,
  parseKind,
  type EntityKey,
  type EntityName,
} from '../../shared/lib/ids.ts';
import { must } from '../../shared/lib/assert.ts';
import { StampClock } from '../../shared/lib/stamp.ts';
import type { Down } from '../../shared/protocol/messages.ts';
import { openEntity } from '../../shared/document/open-entity.ts';
import type { Role } from '../../shared/schema/field.ts';
import { kinds as kindNames } from '../../shared/schema/kinds.ts';
import { schemaName } from '../../shared/schema/version.ts';
import { Attempts, withHeldBack } from './attempts.ts';
import { counted } from './catch-up-round.ts';
import { CarriedEdits } from './carried-edits.ts';
import { Channels } from './channels.ts';
import { Discards } from './discards.ts';
import { Erasing } from './erasing.ts';
import { DeviceNews } from './device-news.ts';
import { Documents } from './documents.ts';
import { fetchState } from './exchange.ts';
import { Journals } from './journal.ts';
import { Leader } from './leader.ts';
import { Leading } from './leading.ts';
import { Leaving, scopeOf } from './leaving.ts';
import { LegacySteps } from './legacy-steps.ts';
import { Listeners } from './listeners.ts';
import { Numbers } from './numbers.ts';
import { openVault, vaultName } from './open-vault.ts';
import { OthersHere, without } from './others-here.ts';
import type { ReplicaOptions } from './options.ts';
import { Outbox, type OutboxNews } from './outbox.ts';
import { PresentPeople } from './presence.ts';
import { QueueNews } from './queue-news.ts';
import { Queue } from './queue.ts';
import { RecordLocks } from './record-locks.ts';
import { Refusals } from './refusals.ts';
import { Remakes } from './remakes.ts';
import { RowSaver } from './row-saver.ts';
import { Rows } from './rows.ts';
import { isChosenKind } from './keeping/choice.ts';
import { Keeping } from './keeping/keeping.ts';
import { kindOf } from './row-of.ts';
import { turnsOf } from './slice.ts';
import { statusOf, type CatchUpState } from './status.ts';
import { StorageHealth } from './storage-health.ts';
import { SyncNow } from './sync-now.ts';
import { Tabs, type TabNews } from './tabs.ts';
import { Tally } from './tally.ts';
import type { Replica, ReplicaStatus } from './types.ts';
import type { Edit } from './unsent-edits.ts';
import type { GoneHere, ShopLocations, StoredRow, VaultMeta } from './vault.ts';
import { UnsentMark } from './unsent-mark.ts';
import { Wire } from './wire.ts';

export async function createReplica(options: ReplicaOptions): Promise<Replica> {
  const { time, random, shop, giveTurn = turnsOf(options.time) } = options;
  const prefix = vaultName(options);
  const tab = freshEntityId(time.now(), random);
  const clock = new StampClock(time);
  const now = (): number => clock.now();
  const statusChanged = new Listeners();

  const vault = await openVault(options, time);
  const health = new StorageHealth(vault.durable);
  const meta: VaultMeta = await vault.meta();
  if (meta.correction !== 0) clock.correct(time.now() + meta.correction, time.now(), time.now());
  const user = {
    id: options.user.id,
    name: options.user.name ?? (meta.userName || options.user.id),
    role: options.user.role ?? (meta.userRole || 'view'),
  };
  let lastSync = meta.lastSync;
  let lastSyncByKind: ReadonlyMap<string, number> = new Map(Object.entries(meta.lastSyncByKind));
  let elsewhere: CatchUpState = { kind: 'idle', done: 0, total: 0, problem: null };
  let unsentAtMost = 0;
  /** The kinds that the relay withholds on this connection, as soon as it said so. */
  let withheld: readonly string[] | null = null;
  let stopped = false;

  const tabs = new Tabs(options, prefix, (news) => hearTab(news));
  const tellRows = (rows: readonly StoredRow[]): void => {
    if (rows.length > 0) tabs.tell({ type: 'rows', rows });
  };
  const tell = (news: OutboxNews): void => tabs.tell(news);
  const tally = new Tally({
    vault,
    health,
    time,
    now,
    leads: () => leading !== null,
    tell: (counts) => tabs.tell({ type: 'counted', counts }),
  });
  /** The relay has them. The leading tab hears of everybody's. */
  const sent = (edits: readonly Edit[]): void => {
    queue.sent(edits);
    if (!leading || edits.length === 0) return;
    const [at, since] = [time.now(), wire.since];
    const took = edits.reduce((sum, { knownAt }) => sum + Math.max(0, at - Math.max(knownAt, since)), 0);
    tally.add({ synced: edits.length, took });
  };
  const outbox = new Outbox({
    vault,
    health,
    time,
    random,
    tab,
    now,
    tell,
    wanted: released,
    erased: (names) => erasing.writtenOn(names),
    sent,
  });
  const rows = new Rows(time, giveTurn);
  rows.withhold(meta.withheld);
  const rowSaver = new RowSaver({ time, vault, rows, health, tell: tellRows });
  const refusals = new Refusals(now);
  const attempts = new Attempts({ time, random, counted: () => tally.add({ failed: 1 }) });
  const queue: Queue = new Queue({
    outbox,
    now,
    isOpen: (name) => documents.get(name) !== undefined,
    isSending: (name) => documents.get(name)?.connected ?? queueNews.isSending(name),
    attempt: (name) => queueNews.attempt(name),
  });
  const queueNews = new QueueNews({ time, tabs, attempts, sending: () => leading?.sending() ?? null });

  const wire: Wire = new Wire(
    {
      ...options,
      clock,
      fingerprint: schemaName,
      follow: () => leading?.follow(),
    },
    {
      changed: () => statusChanged.emit(),
      welcome: (welcome, following) => {
        user.name = welcome.name;
        user.role = welcome.role;
        keep({ userName: welcome.name, userRole: welcome.role, correction: clock.correction });
        channels.online();
        people.connected();
        attempts.again();
        withheld = null;
        legacy.connected();
        leading?.connected(welcome, following);
        numbers.look();
        deviceNews.begin();
        for (const record of documents.all()) record.reconnect();
      },
      message: (message) => hear(message),
      moved: (bytesUp, bytesDown) => tally.add({ bytesUp, bytesDown }),
      payload: (channel, bytes) => channels.payload(channel, bytes),
      lost: () => {
        leading?.lost();
        numbers.lost();
        deviceNews.lost();
        channels.lost();
        people.lost();
      },
    },
  );
  const legacy = new LegacySteps({
    state: meta.legacy,
    ask: () => void wire.send({ type: 'legacy' }),
    keep: (state) => keep({ legacy: state }),
  });
  const deviceNews = new DeviceNews({
    time,
    random,
    vault,
    outbox,
    health,
    speaks: () => leading !== null && wire.state.kind === 'online',
    send: (message) => wire.send(message),
    counts: async () => ({ ...(await tally.read()), lastSync: lastSync ?? 0 }),
  });
  const numbers = new Numbers({
    vault,
    health,
    asksFrom: () =>
      leading && wire.state.kind === 'online' && user.role !== 'view' ? wire.state.welcome.epoch : undefined,
    send: (message) => wire.send(message),
    taken() {
      numbers.look();
      tabs.tell({ type: 'number-taken' });
    },
  });
  const isJournaled = (options.journal ?? true) && vault.durable;
  const channels = new Channels(wire);
  const people = new PresentPeople((here) => wire.send(here));
  const tooLarge = (name: EntityKey): void => {
    // Each exchange finds it again; a person is told once.
    if (attempts.tooLarge(name)) refusals.heard({ name, edits: [{ field: '', rule: 'too-large' }] });
  };
  const journals = new Journals(prefix, time, isJournaled ? globalThis.indexedDB : undefined);
  const documents = new Documents(
    {
      time,
      attempts,
      vault,
      outbox,
      health,
      channels,
      journals,
      locks: new RecordLocks(options.locks, prefix, time),
      maxFrame: () => wire.maxFrame,
      generation: (name) => discards.generation(name),
      place: `solder://${prefix}`,
      crossTab: options.crossTab ?? options.BroadcastChannel !== undefined,
      typed: (name, doc) =>
        openEntity({
          doc,
          kind: kindOf(name.kind),
          author: user.id,
          role: () => user.role as Role,
          clock,
          random,
          settled: () => tally.add({ settled: 1 }),
        }),
      rowChanged: (name, row) => rowSaver.put(name, row),
      tooLarge,
    },
    () => wire.state.kind === 'online',
    (name) => released([name]),
  );
  const askRelay = async (name: EntityKey): Promise<Uint8Array | undefined> =>
    wire.state.kind === 'online' ? fetchState({ time, channels }, name) : undefined;
  const discards: Discards = new Discards({
    vault,
    outbox,
    documents,
    attempts,
    rows,
    rowSaver,
    tabs,
    now,
    tellRows,
    wanted: released,
    fetchState: (name) => askRelay(name),
    putBack(name, entries) {
      outbox.addForeign(entries, vault.durable, 0);
      tabs.tell({ type: 'edits-added', entries, shared: vault.durable });
      documents.get(name)?.adopt();
    },
    cancelled: (edits) => queue.cancelled(edits),
  });
  const carried = new CarriedEdits({
    vault,
    outbox,
    shop,
    user: user.id,
    tab,
    now,
    putBack: (name, entries) => discards.adopt(name, entries),
  });
  const remakes = new Remakes({
    vault,
    outbox,
    documents,
    discards,
    fetchState: (name) => askRelay(name),
    retry: (name) => retry(name),
  });
  /** Nobody in this tab uses these any more, or the vault wants them: the leading tab looks at what is to be done. */
  function released(names: readonly EntityKey[]): void {
    leading?.released();
    for (const name of names) tabs.tell({ type: 'released', name });
  }

  const erasing = new Erasing({
    vault,
    outbox,
    documents,
    journals,
    generation: (name) => discards.generation(name),
    attempts,
    refusals,
    rows,
    rowSaver,
    health,
    tell: (gone) => tabs.tell({ type: 'erased', ...gone }),
  });
  const leaving = new Leaving({
    vault,
    documents,
    rows,
    rowSaver,
    user: user.id,
    tell: (names) => tabs.tell({ type: 'left', names }),
  });
  let locations: ShopLocations = meta.locations;
  const others = new OthersHere({ ...options, erased: () => vault.erased() });
  erasing.changed.subscribe(() => others.look());

  let leading: Leading | null = null;
  const rowsRead = rows.load(vault).catch((error: unknown) => {
    health.failed('rows', error);
    return [];
  });
  const keeping = new Keeping({
    time,
    giveTurn,
    vault,
    health,
    pictures: options.pictures,
    rowOf: (name) => rows.get(must(parseEntityKey(name), 'a record has a name')),
    rowsLoaded: rowsRead,
    isUnsent: (name) => outbox.edits(name).length > 0,
    whileClosed: (names, work) => documents.whileClosed(names, work),
    wanted: released,
    forgotten(names) {
      rows.remove(names);
      tabs.tell({ type: 'rows-gone', names });
    },
    chose: (more) => leading?.choose(more),
    tell: () => tabs.tell({ type: 'keeping' }),
  });
  async function lead(): Promise<void> {
    const mine = new Leading({
      time,
      giveTurn,
      inflate: options.inflate,
      random,
      vault,
      rows,
      outbox,
      health,
      documents,
      channels,
      tab,
      attempts,
      inOrder: () => queue.inOrder(),
      tooLarge,
      now,
      maxFrame: () => wire.maxFrame,
      fingerprint: schemaName,
      send: (message) => wire.send(message),
      tell: tellRows,
      completed,
      erase: (gone) => erasing.erase(gone),
      leave: (names) => leaving.leave(names),
      arrived: (names) => tabs.tell({ type: 'arrived', names }),
      kinds: () => keeping.settings.kinds ?? [],
    });
    await mine.start();
    if (stopped || !leader.leads) return mine.stop();
    leading = mine;
    mine.changed.subscribe(() => {
      tellLeading();
      statusChanged.emit();
    });
    mine.sendingChanged.subscribe(() => queueNews.changed.emit());
    if (wire.state.kind === 'online') {
      if (withheld) mine.withheld(withheld);
      mine.connected(wire.state.welcome, false);
      numbers.look();
      deviceNews.begin();
    }
    void rowsRead.then((broken) => mine.tidy(broken));
    erasing.tidy().catch((error: unknown) => health.failed('erase', error));
    keeping.soon();
    discards.clean().catch((error: unknown) => health.failed('read', error));
    statusChanged.emit();
    // Told while another tab led, or was cut off in the middle of it.
    if (scopeOf((await vault.meta()).locations) !== scopeOf(locations)) sweep(locations);
  }
  let ready: Promise<void> = Promise.resolve();
  const leader = new Leader(options.locks, `${prefix}/leader`, {
    gained: () => {
      ready = lead().catch((error: unknown) => health.failed('lead', error));
    },
    lost: () => {
      leading?.stop();
      leading = null;
      queueNews.forget();
      tabs.tell({ type: 'who-leads' });
      statusChanged.emit();
    },
  });

  /** Notes something for the next start; failing to is told and harms nothing else. */
  function keep(change: Partial<VaultMeta>): void {
    vault.saveMeta(change).then(
      () => health.succeeded('meta'),
      (error: unknown) => health.failed('meta', error),
    );
  }

  function completed(kind: string | null, at: number): void {
    const all = [...lastSyncByKind.keys(), ...kindNames.keys()].filter(
      (each) => !withheld?.includes(each) && isChosenKind(each, keeping.settings),
    );
    const kinds = kind === null ? new Set(all) : [kind];
    lastSyncByKind = new Map([...lastSyncByKind, ...[...kinds].map((each) => [each, at] as const)]);
    if (kind === null) lastSync = at;
    deviceNews.look();
    keeping.soon();
    keep({ lastSync, lastSyncByKind: Object.fromEntries(lastSyncByKind) });
    tellLeading();
    statusChanged.emit();
  }

  function tellLeading(): void {
    if (!leading || !tabs.any) return;
    const byKind = Object.fromEntries(lastSyncByKind);
    tabs.tell({ type: 'leading', catchUp: leading.state, lastSync, lastSyncByKind: byKind });
  }

  function retry(name?: EntityKey): void {
    attempts.again(name);
    wire.tryNow();
    for (const record of documents.all()) if (name === undefined || record.key === name) record.reconnect();
    leading?.retry(name);
  }

  function hear(message: Down): void {
    // The relay speaks of the bridge first, where there is one.
    if (message.type === 'legacy') return legacy.heard(message);
    if (message.type !== 'withheld') legacy.settled();
    switch (message.type) {
      case 'opened':
        return channels.opened(message);
      case 'taken':
        remakes.heard(message.name as EntityKey, message.clients).then(
          () => health.succeeded('remade'),
          (error: unknown) => health.failed('remade', error),
        );
        return undefined;
      case 'closed':
        return channels.closed(message);
      case 'ack':
        return channels.ack(message);
      case 'pong':
        return channels.alive();
      case 'presence':
        return people.heard(message);
      case 'refused':
        return refusals.heard(message);
      case 'kept':
        return refusals.kept(message);
      case 'refused-moved':
        return refusals.moved(message);
      case 'withheld':
        return withhold(message.kinds);
      case 'erased':
        return erased(erasing.read(message));
      case 'left':
        return left(erasing.read({ ...message, files: [] }).names);
      case 'locations':
        return located(message);
      case 'page':
      case 'changed':
        return leading?.heard(message);
      case 'leased':
      case 'error':
        // What else the relay says it did not understand, or could not do, is told by channels that close.
        return numbers.heard(message);
      case 'welcome':
        return undefined;
    }
  }

  /** The relay erased records. */
  function erased(gone: GoneHere): void {
    erasing.drop(gone);
    if (leading) return leading.erased(gone);
    erasing.erase(gone).then(
      () => health.succeeded('erase'),
      (error: unknown) => health.failed('erase', error),
    );
  }

  /** Records went where this user does not see them. */
  function left(names: readonly EntityKey[]): void {
    if (leading) return leading.left(names);
    leaving.leave(names).then(
      () => health.succeeded('leave'),
      (error: unknown) => health.failed('leave', error),
    );
  }

  /** The relay says which locations there are, and which of them this user sees. */
  function located({ apart, all, mine }: ShopLocations): void {
    const told = { apart, all, mine };
    if (JSON.stringify(told) === JSON.stringify(locations)) return;
    const isOther = scopeOf(told) !== scopeOf(locations);
    locations = told;
    statusChanged.emit();
    // Another scope is noted once what is not in it is gone: whoever is cut off in between does it at the next connection.
    if (!isOther) return keep({ locations: told });
    if (leading) sweep(told);
  }

  /** Lets go of what is here and may not be seen any more, and asks for everything again: what may be seen now lies before the cursor. */
  function sweep(told: ShopLocations): void {
    const work = async (): Promise<void> => {
      await rowsRead;
      await leaving.leave(await leaving.elsewhere(told));
      await vault.saveMeta({ locations: told, cursor: 0 });
    };
    leading?.sweep(work);
  }

  /** What nobody said yet that they know, of this page or of one before. */
  async function tellLost(): Promise<void> {
    for (const name of await vault.lostToErasure()) refusals.erased(name, true);
  }

  function keepKnown(name: EntityKey): void {
    vault.knowsOfLoss(name).then(
      () => health.succeeded('erase'),
      (error: unknown) => health.failed('erase', error),
    );
  }

  /** A colleague on this device heard of it first, and tells all that they ever heard. */
  async function heardElsewhere(told: GoneHere): Promise<void> {
    // What is still being read would come back.
    await outboxRead;
    const gone = erasing.read(told);
    const news = without(gone, await vault.erased());
    if (news.names.length > 0 || news.files.length > 0) erased(news);
    await erasing.heardLate(without(gone, news));
  }

  /** The relay says what it withholds on this connection. */
  function withhold(kinds: readonly string[]): void {
    withheld = kinds;
    const shownAgain = rows.withhold(kinds);
    leading?.withheld(kinds);
    // The leading tab may have fetched them before this one heard that it may show them.
    if (shownAgain.length > 0) {
      rows.loadKinds(vault, shownAgain).catch((error: unknown) => health.failed('rows', error));
    }
    statusChanged.emit();
  }

  function hearTab(news: TabNews): void {
    switch (news.type) {
      case 'edits-added':
        return outbox.addForeign(news.entries, news.shared);
      case 'edits-removed':
        return outbox.removeForeign(news.keys);
      case 'edits-sent':
        return outbox.sentByOther(news.keys);
      case 'edits-taken-back':
        discards.heard(news).then(
          () => health.succeeded('taken-back'),
          (error: unknown) => health.failed('taken-back', error),
        );
        return undefined;
      case 'erased':
        erasing.heard(news).catch((error: unknown) => health.failed('erase', error));
        return undefined;
      case 'left':
        leaving.heard(news.names).catch((error: unknown) => health.failed('leave', error));
        return undefined;
      case 'arrived':
        rows.arrive(news.names);
        return undefined;
      case 'erased-elsewhere':
        heardElsewhere(news).catch((error: unknown) => health.failed('erase', error));
        return undefined;
      case 'rows':
        return rows.putStored(news.rows);
      case 'rows-gone':
        return rows.remove(news.names);
      case 'released':
        return leading?.released();
      case 'keeping':
        void keeping.load();
        return undefined;
      case 'number-taken':
        return numbers.look();
      case 'counted':
        if (leading) tally.add(news.counts);
        return undefined;
      case 'queue':
        return queueNews.heard(news);
      case 'retry':
        return retry(news.name ?? undefined);
      case 'who-leads':
        queueNews.tell();
        return tellLeading();
      case 'leading':
        elsewhere = news.catchUp;
        lastSync = news.lastSync;
        lastSyncByKind = new Map(Object.entries(news.lastSyncByKind));
        return statusChanged.emit();
      case 'sync-now':
        return syncing.askedByTab(news);
      case 'sync-done':
        return syncing.answeredByTab(news);
    }
  }

  const syncing = new SyncNow({
    time,
    random,
    wire,
    outbox,
    documents,
    attempts,
    tabs,
    statusChanged,
    leading: () => leading,
  });

  function status(): ReplicaStatus {
    const { pending } = outbox;
    unsentAtMost = pending.edits === 0 ? 0 : Math.max(unsentAtMost, pending.edits);
    return statusOf({
      opened: true,
      wire: wire.state,
      since: wire.since,
      catchUp: leading?.state ?? elsewhere,
      pending,
      heldBack: outbox.names().filter((name) => queueNews.attempt(name)?.reason.kind === 'refused').length,
      sending: { done: unsentAtMost - pending.edits, total: unsentAtMost },
      waiting: counted(
        {},
        outbox.names().flatMap((name) => parseEntityKey(name) ?? []),
      ),
      lastSync,
      lastSyncByKind,
      storage: health.problem,
      leader: leading !== null,
    });
  }
  health.changed.subscribe(() => statusChanged.emit());
  attempts.changed.subscribe(() => outbox.changed.emit());
  legacy.changed.subscribe(() => outbox.changed.emit());
  outbox.changed.subscribe(() => queueNews.changed.emit());
  queueNews.changed.subscribe(() => {
    queueNews.tell();
    statusChanged.emit();
  });
  refusals.changed.subscribe(() => statusChanged.emit());

  // Everything is made before anything is waited for: tabs speak at any moment.
  const outboxRead = outbox.load().catch((error: unknown) => health.failed('read', error));
  await outboxRead;
  tellLost().catch((error: unknown) => health.failed('read', error));
  const mark = new UnsentMark(vault.durable ? options.mark : undefined, prefix, time);
  const isFresh = meta.epoch === '' && meta.lastSync === null && outbox.pending.edits === 0;
  if (isFresh) health.lost(mark.read());
  outbox.changed.subscribe(() => mark.note(outbox.pending.edits));
  mark.note(outbox.pending.edits);
  vault.onReopened(() => {
    outbox.reopened().catch((error: unknown) => health.failed('read', error));
    for (const record of documents.all()) void record.storeAgain();
  });
  await keeping.load();
  await leader.start();
  await ready;
  if (!leader.leads) tabs.tell({ type: 'who-leads' });
  wire.start();
  others.look();

  return {
    shop,
    user,
    locations: () => locations,
    status,
    subscribeStatus: (changed) => statusChanged.subscribe(changed),
    rows: (query) => rows.query(query),
    row: (name) => rows.get(name),
    counts: (query) => rows.counts(query),
    referring: (query) => rows.referring(query),
    search: (query) => rows.search(query),
    get rowsLoaded() {
      return rows.loaded;
    },
    subscribeRows: (kind, changed) => rows.subscribe(kind, changed),
    subscribeSearch: (changed) => rows.anyChanged.subscribe(changed),
    open: (name) => documents.open(name),
    freshName: (kind): EntityName => ({
      kind: must(parseKind(kind), 'a kind has a legal name'),
      id: freshEntityId(now(), random),
    }),
    takeNumber: () => numbers.take(),
    recordSync(name) {
      const key = entityKey(name);
      const sync = withHeldBack(outbox.step(key), queueNews.attempt(key));
      const step = sync.step === 'relay' ? legacy.of(name) : undefined;
      return step === undefined ? sync : { step: 'relay', legacy: step };
    },
    pendingNames: () => outbox.names(),
    subscribePending: (changed) => outbox.changed.subscribe(changed),
    queue: () => queue.all(),
    subscribeQueue: (changed) => queueNews.changed.subscribe(changed),
    retry(name) {
      retry(entityKey(name));
      tabs.tell({ type: 'retry', name: entityKey(name) });
    },
    retryAll() {
      retry();
      tabs.tell({ type: 'retry', name: null });
    },
    cancel: (name) => discards.takeBack(entityKey(name)),
    discarded: () => discards.all(),
    restoreDiscarded: (id) => discards.restore(id),
    forgetDiscarded: (id) => discards.forget([id]),
    unsentFile: () => carried.file(),
    takeInUnsent: (file) => carried.takeIn(file),
    keeping,
    present: () => people.all(),
    subscribePresence: (changed) => people.changed.subscribe(changed),
    here: (place) => people.here(place),
    refused: () => refusals.all(),
    dismissRefused(edit) {
      refusals.dismiss(edit);
      if (edit.rule === 'erased') keepKnown(entityKey(edit.name));
    },
    answered: () => refusals.answered(),
    dismissAnswered: () => refusals.dismissAnswered(),
    erased: () => vault.erased(),
    subscribeErased: (changed) => erasing.changed.subscribe(changed),
    subscribeRefusedInShop: (changed) => refusals.inShop.subscribe(changed),
    syncNow: (kind) => syncing.run(kind ?? null),
    syncRecord: (name) => syncing.runRecord(name),
    now,
    async stop() {
      if (stopped) return;
      stopped = true;
      queueNews.stop();
      deviceNews.lost();
      keeping.stop();
      rows.stop();
      await documents.stop();
      await rowSaver.save();
      await outbox.flush();
      mark.flush();
      await tally.flush();
      leading?.stop();
      leading = null;
      wire.stop();
      leader.stop();
      outbox.stop();
      rowSaver.stop();
      tabs.close();
      await others.stop();
      await vault.close();
    },
  };
}
