/**
 * Records that both sides had before they were bridged, or made at the same time: known to people by the same, they are one
 * (rule BRIDGE-27). Which records of ours wait to be made there is asked of the state; what each is known by is read once for
 * each time that it moved.
 */
import { entityKey, type EntityName } from '../../shared/lib/ids.ts';
import type { Value } from '../../shared/schema/field.ts';
import { Erased } from '../store/erasure-store.ts';
import { readOurs, type OurRecord } from './assess.ts';
import type { KindMapping } from './mapping/mapping.ts';
import type { Parts } from './parts.ts';
import type { BridgeState } from './state/bridge-state.ts';

/** How people know it: all of the mapping's fields, or null where one is missing. */
export function knownAs({ known }: KindMapping, values: ReadonlyMap<string, Value>): string | null {
  const parts = known.map((field) => values.get(field));
  const isWhole =
    parts.length > 0 && parts.every((part) => part !== undefined && part !== null && part !== '');
  return isWhole ? JSON.stringify(parts) : null;
}

export interface Same {
  readonly name: EntityName;
  /** What both say, by field. */
  readonly agreed: Readonly<Record<string, Value>>;
}

/** The one record of ours that is not there yet and that people know by the same; undefined for none, and for several. */
export async function sameHere(
  parts: Parts,
  mapping: KindMapping,
  known: string,
  values: ReadonlyMap<string, Value>,
): Promise<Same | undefined> {
  // Each side counts for itself: the same number is another record.
  if (mapping.fields.some(({ field, bornThere }) => bornThere && mapping.known.includes(field)))
    return undefined;
  const found: EntityName[] = [];
  for (const { kind, id, head } of await parts.state.due(
    mapping.kind,
    Number.MAX_SAFE_INTEGER,
    Number.MAX_SAFE_INTEGER,
  )) {
    const name = { kind, id };
    if ((await parts.state.link(name))?.legacy) continue;
    if ((await knownOf(parts, mapping, name, head)) === known) found.push(name);
  }
  const [name, other] = found;
  const ours = name && !other ? await read(parts, mapping, name) : undefined;
  if (!name || !ours || ours.deleted) return undefined;
  const same = [...ours.fields].filter(([field, { value }]) => values.get(field) === value);
  return { name, agreed: Object.fromEntries(same.map(([field, { value }]) => [field, value])) };
}

interface Read {
  readonly head: number;
  readonly known: string | null;
}
const reads = new WeakMap<BridgeState, Map<string, Read>>();

async function knownOf(
  parts: Parts,
  mapping: KindMapping,
  name: EntityName,
  head: number,
): Promise<string | null> {
  const of = reads.get(parts.state) ?? new Map<string, Read>();
  reads.set(parts.state, of);
  const key = entityKey(name);
  const before = of.get(key);
  if (before?.head === head) return before.known;
  const ours = await read(parts, mapping, name);
  const values = [...(ours?.fields ?? [])].map(([field, { value }]) => [field, value] as const);
  const known = ours && !ours.deleted ? knownAs(mapping, new Map(values)) : null;
  of.set(key, { head, known });
  return known;
}

/** Undefined for one that was erased. */
async function read(parts: Parts, mapping: KindMapping, name: EntityName): Promise<OurRecord | undefined> {
  try {
    return await parts.records.write(name, (entity) => readOurs(entity, mapping));
  } catch (error) {
    if (error instanceof Erased) return undefined;
    throw error;
  }
}
