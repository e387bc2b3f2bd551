/** One record of theirs, asked for by itself. */
import { isEmpty } from './is-empty.ts';
import { atPath } from './mapping/at-path.ts';
import type { KindMapping } from './mapping/mapping.ts';
import { readMessages, readRecord, type TheirRecord } from './mapping/read-record.ts';
import { Trouble } from './api/legacy-api.ts';
import type { Parts } from './parts.ts';
import type { Link } from './state/bridge-state.ts';

/** An address of the mapping with the ids of a record in it. */
export const addressOf = (template: string, { legacy, parent }: Pick<Link, 'legacy' | 'parent'>): string =>
  template
    .replace('{id}', encodeURIComponent(legacy ?? ''))
    .replace('{parent}', encodeURIComponent(parent ?? ''));

/** @throws Trouble; `missing` when there is none under that id, `unreachable` when what came is no record. */
export async function readOne(
  { api }: Parts,
  mapping: KindMapping,
  link: Pick<Link, 'legacy' | 'parent'>,
): Promise<TheirRecord> {
  const address = addressOf(mapping.one, link);
  const answer = await api.get(address);
  const record = readRecord(mapping, atPath(answer, mapping.record), true);
  if (!record) throw new Trouble('unreachable', `GET ${address}: no record`);
  const { messages } = mapping;
  if (!messages?.path) return record;
  const rows = atPath(await api.get(addressOf(messages.path, link)), messages.rows ?? '');
  if (!Array.isArray(rows)) throw new Trouble('unreachable', `GET ${messages.path}: no messages`);
  return { ...record, ...readMessages(messages, rows) };
}

/** As `readOne`; what is hard to believe is asked for a second time, and believed then. */
export async function readSurely(parts: Parts, mapping: KindMapping, link: Link): Promise<TheirRecord> {
  const record = await readOne(parts, mapping, link);
  return isDoubtful(mapping, record, link) ? readOne(parts, mapping, link) : record;
}

/** Something is gone that was there, or cannot be read. */
export function isDoubtful(
  { messages }: KindMapping,
  { values, unread, tellsMessages }: TheirRecord,
  link: Link | undefined,
): boolean {
  if (unread.size > 0 || (messages && !tellsMessages)) return true;
  const base = link?.base ?? {};
  return [...values].some(([field, value]) => isEmpty(value) && !isEmpty(base[field]));
}
