/**
 * The parts of a replica, and what each of them is given of the others. All are made before anything is waited for: tabs speak at
 * any moment. Nothing but the reading of lists and of the outbox begins here; replica.ts starts and stops them.
 */
import { freshEntityId, parseEntityKey, type EntityKey } from '../../shared/lib/ids.ts';
import { must } from '../../shared/lib/assert.ts';
import { StampClock } from '../../shared/lib/stamp.ts';
import { openEntity } from '../../shared/document/open-entity.ts';
import type { Role } from '../../shared/schema/field.ts';
import { schemaName } from '../../shared/schema/version.ts';
import { Attempts } from './attempts.ts';
import { CarriedEdits } from './carried-edits.ts';
import { Channels } from './channels.ts';
import { DeviceNews } from './device-news.ts';
import { Discards } from './discards.ts';
import { Documents } from './documents.ts';
import { Erasing } from './erasing.ts';
import { fetchState } from './exchange.ts';
import { Journals } from './journal.ts';
import { Keeping } from './keeping/keeping.ts';
import { LastSync } from './last-sync.ts';
import { Leadership } from './leadership.ts';
import { Leaving } from './leaving.ts';
import { LegacySteps } from './legacy-steps.ts';
import { Listeners } from './listeners.ts';
import { Numbers } from './numbers.ts';
import { vaultName } from './open-vault.ts';
import type { ReplicaOptions } from './options.ts';
import { OthersHere } from './others-here.ts';
import { Outbox } from './outbox.ts';
import { PresentPeople } from './presence.ts';
import { Queue } from './queue.ts';
import { QueueNews } from './queue-news.ts';
import { RecordLocks } from './record-locks.ts';
import { Refusals } from './refusals.ts';
import { hearRelay } from './relay-news.ts';
import { Remakes } from './remakes.ts';
import { kindOf } from './row-of.ts';
import { RowSaver } from './row-saver.ts';
import { Rows } from './rows.ts';
import { SeenLocations } from './seen-locations.ts';
import { turnsOf } from './slice.ts';
import { StorageHealth } from './storage-health.ts';
import { SyncNow } from './sync-now.ts';
import { hearTab } from './tab-news.ts';
import { Tabs } from './tabs.ts';
import { Tally } from './tally.ts';
import type { Edit } from './unsent-edits.ts';
import { UnsentMark } from './unsent-mark.ts';
import type { StoredRow, Vault, VaultMeta } from './vault.ts';
import { Wire } from './wire.ts';

export type Parts = ReturnType<typeof makeParts>;

/** `meta` is what the vault has noted at earlier starts. */
export function makeParts(options: ReplicaOptions, vault: Vault, meta: VaultMeta) {
  const { time, random, shop, giveTurn = turnsOf(options.time) } = options;
  const prefix = vaultName(options);
  const tab = freshEntityId(time.now(), random);
  const clock = new StampClock(time);
  if (meta.correction !== 0) clock.correct(time.now() + meta.correction, time.now(), time.now());
  const now = (): number => clock.now();
  const statusChanged = new Listeners();
  const health = new StorageHealth(vault.durable);
  const user = {
    id: options.user.id,
    name: options.user.name ?? (meta.userName || options.user.id),
    role: options.user.role ?? (meta.userRole || 'view'),
  };
  const lastSync = new LastSync(meta);

  /** Notes something for the next start; failing to is told and harms nothing else. */
  const keep = (change: Partial<VaultMeta>): void => void health.watch('meta', vault.saveMeta(change));
  const leading = () => parts.leadership.current;
  const isOnline = (): boolean => wire.state.kind === 'online';
  const tabs = new Tabs(options, prefix, (news) => hearTab(parts, news));
  const tellRows = (told: readonly StoredRow[]): void => {
    if (told.length > 0) tabs.tell({ type: 'rows', rows: told });
  };
  /** Nobody in this tab uses these any more, or the vault wants them: the leading tab looks at what is to be done. */
  const released = (names: readonly EntityKey[]): void => {
    leading()?.released();
    for (const name of names) tabs.tell({ type: 'released', name });
  };
  /** Tries again at once: one record, or everything. */
  const retry = (name?: EntityKey): void => {
    attempts.again(name);
    wire.tryNow();
    for (const record of documents.all()) if (name === undefined || record.key === name) record.reconnect();
    leading()?.retry(name);
  };
  const tooLarge = (name: EntityKey): void => {
    // Each exchange finds it again; a person is told once.
    if (attempts.tooLarge(name)) refusals.heard({ name, edits: [{ field: '', rule: 'too-large' }] });
  };
  const askRelay = async (name: EntityKey): Promise<Uint8Array | undefined> =>
    isOnline() ? fetchState({ time, channels }, name) : undefined;

  const tally = new Tally({
    vault,
    health,
    time,
    now,
    leads: () => leading() !== null,
    tell: (counts) => tabs.tell({ type: 'counted', counts }),
  });
  /** The relay has them. The leading tab hears of everybody's. */
  const sent = (edits: readonly Edit[]): void => {
    queue.sent(edits);
    if (!leading() || edits.length === 0) return;
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
    tell: (news) => tabs.tell(news),
    wanted: released,
    erased: (names) => erasing.writtenOn(names),
    sent,
  });
  const outboxRead = outbox.load().catch((error: unknown) => health.failed('read', error));
  const rows = new Rows(time, giveTurn);
  rows.withhold(meta.withheld);
  const rowsRead = rows.load(vault).catch((error: unknown): readonly EntityKey[] => {
    health.failed('rows', error);
    return [];
  });
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
  const queueNews = new QueueNews({ time, tabs, attempts, sending: () => leading()?.sending() ?? null });

  const wire: Wire = new Wire(
    { ...options, clock, fingerprint: schemaName, follow: () => leading()?.follow() },
    {
      changed: () => statusChanged.emit(),
      welcome: (welcome, following) => {
        user.name = welcome.name;
        user.role = welcome.role;
        keep({ userName: welcome.name, userRole: welcome.role, correction: clock.correction });
        channels.online();
        people.connected();
        attempts.again();
        legacy.connected();
        leadership.connected(welcome, following);
        numbers.look();
        deviceNews.begin();
        for (const record of documents.all()) record.reconnect();
      },
      message: (message) => hearRelay(parts, message),
      moved: (bytesUp, bytesDown) => tally.add({ bytesUp, bytesDown }),
      payload: (channel, bytes) => channels.payload(channel, bytes),
      lost: () => {
        leading()?.lost();
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
    speaks: () => leading() !== null && isOnline(),
    send: (message) => wire.send(message),
    counts: async () => ({ ...(await tally.read()), lastSync: lastSync.at ?? 0 }),
  });
  const numbers = new Numbers({
    vault,
    health,
    asksFrom: () =>
      leading() && wire.state.kind === 'online' && user.role !== 'view'
        ? wire.state.welcome.epoch
        : undefined,
    send: (message) => wire.send(message),
    taken() {
      numbers.look();
      tabs.tell({ type: 'number-taken' });
    },
  });
  const channels = new Channels(wire);
  const people = new PresentPeople((here) => wire.send(here));

  const isJournaled = (options.journal ?? true) && vault.durable;
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
    isOnline,
    (name) => released([name]),
  );
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
    fetchState: askRelay,
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
  const remakes = new Remakes({ vault, outbox, documents, discards, fetchState: askRelay, retry });

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
    leading,
    outboxRead,
    tell: (gone) => tabs.tell({ type: 'erased', ...gone }),
  });
  const others = new OthersHere({ ...options, erased: () => vault.erased() });
  const leaving = new Leaving({
    vault,
    documents,
    rows,
    rowSaver,
    health,
    leading,
    user: user.id,
    tell: (names) => tabs.tell({ type: 'left', names }),
  });
  const locations = new SeenLocations({ vault, leaving, leading, rowsRead, keep }, meta.locations);
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
    chose: (more) => leading()?.choose(more),
    tell: () => tabs.tell({ type: 'keeping' }),
  });
  const leadership: Leadership = new Leadership({
    locks: options.locks,
    name: `${prefix}/leader`,
    vault,
    wire,
    tabs,
    rows,
    rowsRead,
    lastSync,
    keeping,
    numbers,
    deviceNews,
    queueNews,
    discards,
    erasing,
    locations,
    statusChanged,
    keep,
    leading: {
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
      erase: (gone) => erasing.erase(gone),
      leave: (names) => leaving.leave(names),
      arrived: (names) => tabs.tell({ type: 'arrived', names }),
      kinds: () => keeping.settings.kinds ?? [],
    },
  });
  const syncing = new SyncNow({
    time,
    random,
    wire,
    outbox,
    documents,
    attempts,
    tabs,
    statusChanged,
    leading,
  });
  const mark = new UnsentMark(vault.durable ? options.mark : undefined, prefix, time);

  const parts = {
    user,
    now,
    random,
    vault,
    health,
    statusChanged,
    lastSync,
    tabs,
    tally,
    outbox,
    outboxRead,
    rows,
    rowSaver,
    refusals,
    attempts,
    queue,
    queueNews,
    wire,
    legacy,
    deviceNews,
    numbers,
    channels,
    people,
    documents,
    discards,
    carried,
    remakes,
    erasing,
    others,
    leaving,
    locations,
    keeping,
    leadership,
    syncing,
    mark,
    retry,
  };
  return parts;
}
