/** Records, rows and edits for tests of the vault, and what they read back out of one. */
import { expect } from 'vitest';
import * as Y from 'yjs';
import { must } from '../../../shared/lib/assert.ts';
import type { EntityKey } from '../../../shared/lib/ids.ts';
import { storedRows, storedWeights } from '../keeping/read-stored.ts';
import type { OutboxEntry, StoredRow, Vault, VaultItem, Weight } from '../vault.ts';

export const key = (id: string): EntityKey => `ticket/${id}` as EntityKey;

export const row = (id: string, at: number, kind = 'ticket'): StoredRow => ({
  name: `${kind}/${id}` as EntityKey,
  kind,
  id,
  at,
  json: JSON.stringify({ id, at }),
});

export function edit(text: string, doc = new Y.Doc()): Uint8Array {
  let update: Uint8Array = new Uint8Array();
  doc.once('update', (bytes: Uint8Array) => {
    update = bytes;
  });
  doc.getText('text:notes').insert(0, text);
  return update;
}

export const entry = (id: string, update = edit(id)): OutboxEntry => ({
  name: key(id),
  update,
  clients: [...Y.parseUpdateMeta(update).from.keys()],
  tab: 'tab',
  at: 1,
});

export const item = (id: string, seq: number, chunks: readonly Uint8Array[], whole = true): VaultItem => ({
  name: key(id),
  seq,
  whole,
  chunks,
});

export async function textOf(vault: Vault, id: string): Promise<string> {
  const record = await vault.record(key(id));
  const doc = new Y.Doc();
  for (const piece of [...(record?.chunks ?? []), ...(record?.own ?? [])]) Y.applyUpdate(doc, piece);
  return doc.getText('text:notes').toJSON();
}

/** Rows with a line of their own, and in bundles. */
export async function allRows(vault: Vault, kind: string): Promise<readonly StoredRow[]> {
  const found: StoredRow[] = [];
  for await (const rows of storedRows(vault, kind)) found.push(...rows);
  return found;
}

/** What all records take up, by name. */
export async function allWeights(vault: Vault): Promise<ReadonlyMap<EntityKey, Weight>> {
  const found: Weight[] = [];
  for await (const weights of storedWeights(vault.keeping)) found.push(...weights);
  expect(new Set(found.map(({ name }) => name)).size).toBe(found.length);
  return new Map(found.map((weight) => [weight.name, weight]));
}

/** A page so large that its records are stored together. */
export const manyItems = (count: number, from = 1): readonly (VaultItem & { readonly row: StoredRow })[] =>
  Array.from({ length: count }, (_, at) => ({
    ...item(`n${from + at}`, from + at, [edit(`text ${from + at}`)]),
    row: row(`n${from + at}`, from + at),
  }));

/** Ids of edits that a vault has to keep. */
export const added = async (vault: Vault, entries: readonly OutboxEntry[]): Promise<readonly number[]> =>
  (await vault.addToOutbox(entries)).map((id) => must(id, 'an id for each'));
