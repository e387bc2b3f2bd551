/** A row as the vault keeps it, and back. */
import { parseEntityKey, type EntityKey } from '../../../shared/lib/ids.ts';
import type { Row } from '../../../shared/document/types.ts';
import type { StoredRow } from '../vault.ts';

export interface ListedRow {
  readonly name: EntityKey;
  readonly row: Row;
}

/** The row inside a stored line; undefined when it is not what was written. */
export function readRow({ name, json }: Pick<StoredRow, 'name' | 'json'>): ListedRow | undefined {
  try {
    const row: unknown = JSON.parse(json);
    return isRow(row) && parseEntityKey(name) ? { name, row } : undefined;
  } catch {
    return undefined;
  }
}

export const storedRow = (name: EntityKey, row: Row): StoredRow => ({
  name,
  kind: row.kind,
  id: row.id,
  at: row.at,
  json: JSON.stringify(row),
});

function isRow(value: unknown): value is Row {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, id, at, deleted, review, fields } = value as Partial<Record<keyof Row, unknown>>;
  return (
    typeof kind === 'string' &&
    typeof id === 'string' &&
    Number.isFinite(at) &&
    typeof deleted === 'boolean' &&
    Array.isArray(review) &&
    typeof fields === 'object' &&
    fields !== null
  );
}
