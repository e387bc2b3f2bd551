/**
 * Folding: everything that this device holds of a closed record becomes one state in the vault, and its journal goes.
 * Read and written in one transaction, so that a page that is stored meanwhile is neither lost nor doubled.
 */
import * as Y from 'yjs';
import type { EntityKey } from '../../shared/lib/ids.ts';
import type { Journals } from './journal.ts';
import { rowOf } from './row-of.ts';
import { storedRow } from './rows/stored-row.ts';
import { applyPieces, documentOf } from './stored-document.ts';
import { baseOf } from './stored-record.ts';
import type { Vault } from './vault.ts';

export interface FoldContext {
  readonly vault: Vault;
  readonly journals: Journals;
  /** Unsent edits of the record: they are in its row, and stay in the outbox. */
  readonly unsent: (name: EntityKey) => readonly Uint8Array[];
  readonly generation: (name: EntityKey) => Promise<string>;
}

/** What a tab held of the record; `isWhole` when what the relay has is in it. */
export interface HeldState {
  readonly state: Uint8Array;
  readonly isWhole: boolean;
}

/** The caller makes sure that no tab has the record open. @throws VaultFailed; the journal is still there then. */
export async function foldRecord(
  { vault, journals, unsent, generation: generationOf }: FoldContext,
  name: EntityKey,
  held?: HeldState,
): Promise<void> {
  const generation = await generationOf(name);
  const journal = (await journals.read(name, generation)) ?? [];
  const extra = held ? [...journal, held.state] : journal;
  await storeState(vault, name, extra, held?.isWhole ?? false, unsent(name));
  // What was journaled before edits were taken back is of no use to anybody.
  if (generation !== '') await journals.delete(name);
  if (await journals.delete(name, generation)) await vault.forgetJournal(name);
}

/** Adds `pieces` to what the vault has of the record, and makes its row anew, in one transaction. @throws VaultFailed */
export async function storeState(
  vault: Vault,
  name: EntityKey,
  pieces: readonly Uint8Array[],
  isWhole: boolean,
  edits: readonly Uint8Array[],
): Promise<void> {
  await vault.fold(name, (stored) => {
    const doc = documentOf(stored?.chunks ?? [], stored?.own ?? [], pieces);
    const folded = Y.encodeStateAsUpdate(doc);
    applyPieces(doc, edits);
    // A part of a record makes no row.
    const row = stored?.pruned && !isWhole ? undefined : rowOf(name, doc);
    doc.destroy();
    // The journal and the state hold unsent edits, too.
    const base = edits.length > 0 ? baseOf(stored) : undefined;
    return { state: folded, isWhole, ...(row && { row: storedRow(name, row) }), ...(base && { base }) };
  });
}
