/**
 * One group commit: calls that wait together share a transaction and its one fsync. Knows which calls may share,
 * and that either all or none of a transaction is stored; does not know where calls come from.
 */
import { Impossible, must, never } from '../../shared/lib/assert.ts';
import { writeAccount } from './accounts.ts';
import { Appending } from './append.ts';
import type { WriteCall } from './calls.ts';
import { noteAudit } from './audit-lines.ts';
import { holdFile, releaseFile, sealBackup } from './backup-file.ts';
import { compact } from './compact.ts';
import type { Connection } from './connection.ts';
import { saveDerivation } from './derivation.ts';
import { erase, noteFileRemoved, scrub } from './erasures.ts';
import { forgetHistory } from './history.ts';
import { removeLocation, saveLocation, setApart } from './locations.ts';
import { leaseNumbers } from './numbers.ts';
import { beginShop, markShop, createShop, saveUser, setQuotas, setSuspended } from './people.ts';
import { writeProgram } from './programs.ts';
import { quarantine } from './quarantine.ts';
import { removeShop } from './remove-shop.ts';
import { settleRefused } from './refused-edits.ts';
import { forgetReplica, noteReplicas } from './replicas.ts';
import { saveRow } from './rows.ts';
import { dropSecret, keepSecret, noteSecret, resealSecret } from './secrets.ts';

export type Outcome =
  | { readonly result: 'done'; readonly answer: unknown }
  /** The caller broke a promise of the port; nothing of the call was stored, and the others are not affected. */
  | { readonly result: 'impossible'; readonly message: string }
  /** Nothing of the transaction was stored. */
  | { readonly result: 'unavailable'; readonly message: string };

/**
 * Calls whose loss costs only work. They have a transaction of their own, so that a snapshot for which the disk
 * has no room does not take acknowledgements down with it.
 */
export const isUpkeep = (call: WriteCall): boolean =>
  call.do === 'compact' ||
  call.do === 'save-row' ||
  call.do === 'save-derivation' ||
  call.do === 'quarantine' ||
  call.do === 'note-audit' ||
  call.do === 'note-replicas' ||
  call.do === 'forget-history';

/** Calls that share a transaction with no other one: what they take away must not be in it, or they are about the file itself. */
export const standsAlone = (call: WriteCall): boolean =>
  call.do === 'erase' || call.do === 'remove-shop' || isOfFile(call);

type OfFile = Extract<WriteCall, { do: 'scrub' | 'hold-file' | 'seal-backup' | 'release-file' }>;

const isOfFile = (call: WriteCall): call is OfFile =>
  call.do === 'scrub' || call.do === 'hold-file' || call.do === 'seal-backup' || call.do === 'release-file';

/** Runs one of those. What is deleted is overwritten at once, and not only where that is free. */
export function commitAlone(connection: Connection, call: WriteCall): Outcome {
  try {
    if (isOfFile(call)) return { result: 'done', answer: performOnFile(connection, call) };
    connection.exec('PRAGMA secure_delete = ON');
    try {
      return must(commit(connection, [call])[0], 'an outcome for the call');
    } finally {
      connection.exec('PRAGMA secure_delete = FAST');
    }
  } catch (error) {
    return { result: 'unavailable', message: error instanceof Error ? error.message : String(error) };
  }
}

function performOnFile(connection: Connection, call: OfFile): unknown {
  switch (call.do) {
    case 'scrub':
      return scrub(connection);
    case 'hold-file':
      return holdFile(connection);
    case 'seal-backup':
      return sealBackup(connection, call.order);
    case 'release-file':
      return releaseFile(connection);
    default:
      return never(call, 'a call that is about the file');
  }
}

/** Runs the calls in their order in one transaction and answers each. */
export function commit(connection: Connection, calls: readonly WriteCall[]): readonly Outcome[] {
  try {
    return connection.transaction('write', () => {
      const appending = new Appending(connection);
      const outcomes = calls.map((call) => attempt(() => perform(connection, appending, call)));
      appending.finish();
      return outcomes;
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return calls.map(() => ({ result: 'unavailable', message }));
  }
}

/** A call finds out that it is impossible before it has written anything, so the rest can go on. */
function attempt(work: () => unknown): Outcome {
  try {
    return { result: 'done', answer: work() };
  } catch (error) {
    if (error instanceof Impossible) return { result: 'impossible', message: error.message };
    throw error;
  }
}

function perform(connection: Connection, appending: Appending, call: WriteCall): unknown {
  switch (call.do) {
    case 'append':
      return appending.append(call.entries);
    case 'create-shop':
      return createShop(connection, call);
    case 'save-user':
      return saveUser(connection, call.user, call.said);
    case 'set-suspended':
      return setSuspended(connection, call.shop, call.suspended);
    case 'begin-shop':
      return beginShop(connection, call.begun);
    case 'mark-shop':
      return markShop(connection, call.shop, call.unfinished);
    case 'set-apart':
      return setApart(connection, call.shop, call.apart);
    case 'save-location':
      return saveLocation(connection, call.shop, call.location);
    case 'remove-location':
      return removeLocation(connection, call.shop, call.id);
    case 'set-quotas':
      return setQuotas(connection, call.shop, call.quotas);
    case 'remove-shop':
      return removeShop(connection, call.shop);
    case 'account-write':
      return writeAccount(connection, call.call);
    case 'program-write':
      return writeProgram(connection, call.call);
    case 'save-row':
      return saveRow(connection, call.name, call.row, call.upTo, () => appending.take(call.name.shop));
    case 'compact':
      return compact(connection, call.name, call.snapshot, () => appending.take(call.name.shop));
    case 'settle-refused':
      return settleRefused(connection, call.shop, call.id, call.settlement);
    case 'lease-numbers':
      return leaseNumbers(connection, call.shop, call.series, call.count);
    case 'save-derivation':
      return saveDerivation(connection, call.shop, call.step);
    case 'keep-secret':
      return keepSecret(connection, call);
    case 'drop-secret':
      return dropSecret(connection, call.place, call.event);
    case 'note-secret':
      return noteSecret(connection, call.place, call.event);
    case 'reseal-secret':
      return resealSecret(connection, call.place, call.from, call.to);
    case 'note-audit':
      return noteAudit(connection, call.lines);
    case 'note-replicas':
      return noteReplicas(connection, call.lines);
    case 'forget-replica':
      return forgetReplica(connection, call.shop, call.user, call.id);
    case 'forget-history':
      return forgetHistory(connection, call.before);
    case 'erase':
      return erase(connection, appending, call.erasure);
    case 'note-file-removed':
      return noteFileRemoved(connection, call.shop, call.id);
    case 'scrub':
    case 'hold-file':
    case 'seal-backup':
    case 'release-file':
      throw new Impossible('what is done to the file is in no transaction of others');
    case 'quarantine':
      return quarantine(connection, call.name);
    case 'beat':
      return beat(connection);
    default:
      return never(call, 'a call that the writer does not know');
  }
}

function beat(connection: Connection): string {
  const mark = connection.get<{ value: string }>(
    `UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE name = 'beat' RETURNING value`,
  );
  return must(mark, 'the meta table has a beat').value;
}
