/** One page of a listing of theirs: the rows that can be read, and what it says about how many there are. */
import { atPath } from './mapping/at-path.ts';
import type { KindMapping } from './mapping/mapping.ts';
import { digestOf, readRecord, type TheirRecord } from './mapping/read-record.ts';
import { Trouble } from './api/legacy-api.ts';
import type { Parts } from './parts.ts';

export interface Page {
  /** Each record once. */
  readonly records: readonly TheirRecord[];
  /** Rows that are none, shortened, by their digest. */
  readonly unreadable: ReadonlyMap<string, string>;
  readonly empty: boolean;
  readonly total: number | undefined;
}

/** @throws Trouble; `unreachable` for an answer without a list. */
export async function listPage(
  { api }: Pick<Parts, 'api'>,
  mapping: KindMapping,
  page: number,
  recent: boolean,
): Promise<Page> {
  const { path, rows: at, total, limit, query, newest } = mapping.listing;
  const answer = await api.get(path, { page, limit, ...query, ...(recent && newest) });
  const rows = atPath(answer, at);
  if (!Array.isArray(rows)) throw new Trouble('unreachable', `GET ${path}: no list`);
  const records = new Map<string, TheirRecord>();
  const unreadable = new Map<string, string>();
  for (const row of rows as readonly unknown[]) {
    const record = readRecord(mapping, row, !mapping.detailed && !mapping.messages?.path);
    if (record) records.set(record.legacy, record);
    else unreadable.set(digestOf(row), JSON.stringify(row)?.slice(0, 300) ?? '');
  }
  const said = total === undefined ? undefined : atPath(answer, total);
  return {
    records: [...records.values()],
    unreadable,
    empty: rows.length === 0,
    total: typeof said === 'number' ? said : undefined,
  };
}
