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
  type EntityName,
} from '../../shared/lib/ids.ts';
import { must } from '../../shared/lib/assert.ts';
import { withHeldBack } from './attempts.ts';
import { counted } from './catch-up-round.ts';
import { openVault } from './open-vault.ts';
import type { ReplicaOptions } from './options.ts';
import { makeParts, type Parts } from './parts.ts';
import { statusOf } from './status.ts';
import type { Replica, ReplicaStatus } from './types.ts';

export async function createReplica(options: ReplicaOptions): Promise<Replica> {
  const vault = await openVault(options, options.time);
  const meta = await vault.meta();
  const parts = makeParts(options, vault, meta);
  const { health, outbox, documents, mark } = parts;
  tellEachOther(parts);

  await parts.outboxRead;
  parts.erasing.tellLost().catch((error: unknown) => health.failed('read', error));
  const isFresh = meta.epoch === '' && meta.lastSync === null && outbox.pending.edits === 0;
  if (isFresh) health.lost(mark.read());
  outbox.changed.subscribe(() => mark.note(outbox.pending.edits));
  mark.note(outbox.pending.edits);
  vault.onReopened(() => {
    outbox.reopened().catch((error: unknown) => health.failed('read', error));
    for (const record of documents.all()) void record.storeAgain();
  });
  await parts.keeping.load();
  await parts.leadership.start();
  parts.wire.start();
  parts.others.look();
  return faceOf(options, parts);
}

/** What is news of one part is news of who shows it. */
function tellEachOther(parts: Parts): void {
  const { health, attempts, legacy, outbox, queueNews, refusals, erasing, others, locations } = parts;
  const changed = (): void => parts.statusChanged.emit();
  health.changed.subscribe(changed);
  refusals.changed.subscribe(changed);
  locations.changed.subscribe(changed);
  attempts.changed.subscribe(() => outbox.changed.emit());
  legacy.changed.subscribe(() => outbox.changed.emit());
  outbox.changed.subscribe(() => queueNews.changed.emit());
  queueNews.changed.subscribe(() => {
    queueNews.tell();
    changed();
  });
  erasing.changed.subscribe(() => others.look());
}

/** How things stand, whenever it is asked. */
function statusReader({ outbox, wire, leadership, queueNews, lastSync, health }: Parts): () => ReplicaStatus {
  let unsentAtMost = 0;
  return () => {
    const { pending } = outbox;
    unsentAtMost = pending.edits === 0 ? 0 : Math.max(unsentAtMost, pending.edits);
    return statusOf({
      opened: true,
      wire: wire.state,
      since: wire.since,
      catchUp: leadership.catchUp,
      pending,
      heldBack: outbox.names().filter((name) => queueNews.attempt(name)?.reason.kind === 'refused').length,
      sending: { done: unsentAtMost - pending.edits, total: unsentAtMost },
      waiting: counted(
        {},
        outbox.names().flatMap((name) => parseEntityKey(name) ?? []),
      ),
      lastSync: lastSync.at,
      lastSyncByKind: lastSync.byKind,
      storage: health.problem,
      leader: leadership.current !== null,
    });
  };
}

/** What the app sees of it. */
function faceOf({ shop }: ReplicaOptions, parts: Parts): Replica {
  const { user, now, random, vault, statusChanged, tabs, rows, outbox, documents } = parts;
  const { numbers, legacy, queueNews, queue, discards, carried, keeping, people, refusals, erasing } = parts;
  const { syncing, retry } = parts;
  let stopped = false;
  return {
    shop,
    user,
    locations: () => parts.locations.told,
    status: statusReader(parts),
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
      if (edit.rule === 'erased') erasing.known(entityKey(edit.name));
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
      parts.deviceNews.lost();
      keeping.stop();
      rows.stop();
      await documents.stop();
      await parts.rowSaver.save();
      await outbox.flush();
      parts.mark.flush();
      await parts.tally.stop();
      parts.leadership.stop();
      parts.wire.stop();
      outbox.stop();
      parts.rowSaver.stop();
      tabs.close();
      await parts.others.stop();
      await vault.close();
    },
  };
}
