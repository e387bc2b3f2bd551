/** Things there that have an id and no record here, such as places: which id a name stands for. They are few, and asked for now and then. */
import { atPath } from './mapping/at-path.ts';
import type { Lookup } from './mapping/conversion.ts';
import { Trouble, type LegacyApi } from './api/legacy-api.ts';
import type { Parts } from './parts.ts';

interface Kept {
  readonly at: number;
  readonly rows: readonly unknown[];
}

/** In milliseconds; a new place may wait so long. */
const keptFor = 10 * 60_000;
const kept = new WeakMap<LegacyApi, Map<string, Kept>>();

/** Undefined where nothing there has that name. @throws Trouble */
export async function idNamed(
  parts: Pick<Parts, 'api' | 'now'>,
  lookup: Lookup,
  name: string,
): Promise<string | undefined> {
  const rows = await rowsOf(parts, lookup);
  return idOf(
    lookup,
    rows.find((row) => atPath(row, lookup.name) === name),
  );
}

/** The one that counts where none is named; undefined where none does. @throws Trouble */
export async function usualId(
  parts: Pick<Parts, 'api' | 'now'>,
  lookup: Lookup,
): Promise<string | undefined> {
  const { usual } = lookup;
  if (usual === undefined) return undefined;
  const rows = await rowsOf(parts, lookup);
  return idOf(
    lookup,
    rows.find((row) => Boolean(atPath(row, usual))),
  );
}

/** What something is called that has an id there; undefined where nothing has. @throws Trouble */
export async function nameOf(
  parts: Pick<Parts, 'api' | 'now'>,
  lookup: Lookup,
  id: string,
): Promise<string | undefined> {
  const rows = await rowsOf(parts, lookup);
  const found = rows.find((row) => atPath(row, lookup.id) === id);
  const name = found === undefined ? undefined : atPath(found, lookup.name);
  return typeof name === 'string' ? name : undefined;
}

const idOf = ({ id: at }: Pick<Lookup, 'id'>, row: unknown): string | undefined => {
  const id = row === undefined ? undefined : atPath(row, at);
  return typeof id === 'string' ? id : undefined;
};

async function rowsOf({ api, now }: Pick<Parts, 'api' | 'now'>, lookup: Lookup): Promise<readonly unknown[]> {
  const of = kept.get(api) ?? new Map<string, Kept>();
  kept.set(api, of);
  const known = of.get(lookup.path);
  if (known && now() - known.at < keptFor) return known.rows;
  const rows = atPath(await api.get(lookup.path), lookup.rows);
  if (!Array.isArray(rows)) throw new Trouble('unreachable', `GET ${lookup.path}: no list`);
  of.set(lookup.path, { at: now(), rows });
  return rows;
}
