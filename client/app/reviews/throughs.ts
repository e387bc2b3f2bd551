/** Through what the values of open questions were written, as the relay tells it (rule TRAY-3). Pure. */
import { doors, type Through } from '../../../shared/document/history/change.ts';
import { NoAnswer } from '../../replica/relay-api.ts';

/** One of the values that stand. */
export interface StandingValue {
  readonly field: string;
  readonly stamp: number;
  readonly author: string;
}

/** By `throughKey`; a value of which nothing is known is not there. */
export type Throughs = ReadonlyMap<string, Through>;

/** No other value of any record has the same. */
export const throughKey = (kind: string, id: string, { field, stamp, author }: StandingValue): string =>
  `${kind}/${id} ${field} ${stamp} ${author}`;

export interface ThroughsPage {
  readonly throughs: Throughs;
  /** Where the next page goes on. */
  readonly next: string | null;
}

/** @throws NoAnswer for what no relay of this version would say */
export function readThroughs(answer: unknown): ThroughsPage {
  const { reviews, next } = partsOf(answer);
  const throughs = new Map<string, Through>();
  for (const record of listOf(reviews)) {
    const { kind, id, fields } = partsOf(record);
    for (const { values } of listOf(fields).map(partsOf)) {
      for (const value of listOf(values).map(partsOf)) {
        const { field, stamp, author } = value;
        const through = doors.find((door) => door === value['through']);
        if (!through || typeof stamp !== 'number') continue;
        const standing = { field: String(field), stamp, author: String(author) };
        throughs.set(throughKey(String(kind), String(id), standing), through);
      }
    }
  }
  return { throughs, next: typeof next === 'string' ? next : null };
}

const partsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;

function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new NoAnswer('failed');
  return value;
}
