/** What is kept of refused edits is what was refused, as it was written and so often, and nothing else; its author was told. */
import { expect } from 'vitest';
import type { Event } from '../../shared/document/oracle.ts';
import { never } from '../../shared/lib/assert.ts';
import { entityKey, type Author } from '../../shared/lib/ids.ts';
import type { RefusedEdit } from '../../server/store/store.ts';
import { ledgers } from './rights.ts';
import { shop, type World } from './shop.ts';

/** What of somebody's edits of a field was refused when it came, as the oracle has it. */
export interface Refusal {
  readonly record: string;
  readonly user: Author;
  readonly field: string;
  readonly tried: readonly Event[];
  /** Whether the last of it was there to be refused: what was undone, or taken out again, before it came was not. */
  readonly isSure: boolean;
}

const placeOf = ({ record, user, field }: { record: string; user: string; field: string }): string =>
  `${record} ${field} of ${user}`;

export async function compareRefusals({ store, refusals, people }: World, told: string): Promise<void> {
  const refused = await store.refused({ shop, limit: 10_000 });
  const kept = Map.groupBy(refused, ({ name, author, field }) =>
    placeOf({ record: entityKey(name), user: author, field }),
  );
  const tried = Map.groupBy(refusals, placeOf);
  for (const place of new Set([...kept.keys(), ...tried.keys()]))
    comparePlace(kept.get(place) ?? [], tried.get(place) ?? [], `${told}: ${place}`);
  expect(
    refused.filter(({ rule, state }) => rule !== 'role' || state !== 'open'),
    told,
  ).toEqual([]);
  const heard = people.flatMap(({ user, replica }) =>
    replica.refused().map(({ name, field }) => placeOf({ record: entityKey(name), user, field })),
  );
  expect([...new Set(heard)].sort(), `${told}: told`).toEqual([...kept.keys()].sort());
}

/** Of one field of one record, and one author. */
function comparePlace(kept: readonly RefusedEdit[], refusals: readonly Refusal[], told: string): void {
  const tried = refusals.flatMap((refusal) => refusal.tried);
  // What only took something away is kept as nothing, once for each thing it took.
  const hasTaken = tried.some(({ type }) => type === 'remove' || type === 'erase');
  const pieces = kept.flatMap(piecesOf).filter((piece) => !hasTaken || piece !== 'null');
  const sure = refusals.filter(({ isSure }) => isSure);
  expect(kept.length, `${told}: lines`).toBeGreaterThanOrEqual(sure.length > 0 ? 1 : 0);
  const [kind = ''] = refusals[0]?.record.split('/') ?? [];
  const values = tried.flatMap((event) => valuesOf(event, kind));
  expect(missing(pieces, values), `${told}: was kept and not written`).toEqual([]);
  const must = sure.flatMap(({ tried: all }) => valuesOf(all.at(-1) as Event, kind));
  expect(missing(must, pieces), `${told}: was written and not kept`).toEqual([]);
  const appended = tried.filter(({ type }) => type === 'append').length;
  if (appended > 0)
    expect(
      kept.reduce((sum, { count }) => sum + count, 0),
      `${told}: entries`,
    ).toBe(appended);
}

/** What is in `all` oftener than in `among`. */
function missing(all: readonly string[], among: readonly string[]): string[] {
  const left = [...among];
  return all.filter((each) => {
    const at = left.indexOf(each);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** What of it is kept, each piece by itself. */
function piecesOf({ field, value, count }: RefusedEdit): string[] {
  const all = JSON.parse(value) as unknown;
  const pieces = count > 1 && Array.isArray(all) ? (all as readonly unknown[]) : [all];
  return pieces.flatMap((piece) => wordsOf(field, piece));
}

function wordsOf(field: string, piece: unknown): readonly string[] {
  if (field === 'notes' && typeof piece === 'string') return piece.split('');
  if (field === 'deleted') return [piece === false ? 'restored' : 'deleted'];
  if (Object.values(ledgers).some(([ledger]) => ledger === field)) return [entryOf(piece)];
  return [JSON.stringify(piece)];
}

/** The parts that an act appends, without what the document adds of itself. */
function entryOf(piece: unknown): string {
  const { id: _id, at: _at, by: _by, ...parts } = piece as Readonly<Record<string, unknown>>;
  return JSON.stringify(parts);
}

function valuesOf(event: Event, kind: string): string[] {
  switch (event.type) {
    case 'write':
      return [JSON.stringify(event.value)];
    case 'add':
      return [JSON.stringify(event.element)];
    case 'letter':
      return [event.letter];
    case 'append':
      return [JSON.stringify(ledgers[kind]?.[1])];
    case 'delete':
      return ['deleted'];
    case 'restore':
      return ['restored'];
    case 'remove':
    case 'erase':
      return [];
    default:
      return never(event, 'an event');
  }
}
