/**
 * Records that both sides had before they were bridged, or made at the same time: known to people by the same, they are one
 * (rule BRIDGE-27). Which records of ours wait to be made there is asked of the state once for those of theirs that are taken in
 * together; what each is known by is read once for each time that it moved.
 */
import type { EntityName, KindName } from '../../shared/lib/ids.ts';
import type { Value } from '../../shared/schema/field.ts';
import { isEmpty } from './is-empty.ts';
import type { KindMapping } from './mapping/mapping.ts';
import { oursOf } from './ours-of.ts';
import type { Parts } from './parts.ts';
import type { BridgeState, Outgoing } from './state/bridge-state.ts';

/** How people know it: all of the mapping's fields, or null where one is missing. */
export function knownAs({ known }: KindMapping, values: ReadonlyMap<string, Value>): string | null {
  const parts = known.map((field) => values.get(field));
  return parts.length > 0 && !parts.some(isEmpty) ? JSON.stringify(parts) : null;
}

export interface Same {
  readonly name: EntityName;
  /** What both say, by field. */
  readonly agreed: Readonly<Record<string, Value>>;
}

/** Records of ours of a kind that are outgoing, while some of theirs are taken in. */
export interface WaitingHere {
  all(): Promise<readonly Outgoing[]>;
  /** Those that people know by this. */
  knownAs(known: string): Promise<readonly EntityName[]>;
}

/** Asks the state when it is asked, and once. */
export function waitingHere(parts: Parts, mapping: KindMapping): WaitingHere {
  const { state } = parts;
  let due: Promise<readonly Outgoing[]> | undefined;
  let byKnown: Promise<ReadonlyMap<string, readonly EntityName[]>> | undefined;
  const all = () => (due ??= state.due(mapping.kind, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER));
  const sorted = async () => {
    const before = reads.get(state)?.get(mapping.kind);
    const after = new Map<string, Read>();
    const found = new Map<string, EntityName[]>();
    for (const { kind, id, head } of await all()) {
      const name = { kind, id };
      const read = before?.get(id);
      const known = read?.head === head ? read.known : await knownOf(parts, mapping, name);
      if (known === undefined) continue;
      after.set(id, { head, known });
      if (known !== null) found.set(known, [...(found.get(known) ?? []), name]);
    }
    reads.set(state, (reads.get(state) ?? new Map<KindName, Map<string, Read>>()).set(mapping.kind, after));
    return found;
  };
  return { all, knownAs: async (known) => (await (byKnown ??= sorted())).get(known) ?? [] };
}

/** The one record of ours that is not there yet and that people know by the same; undefined for none, and for several. */
export async function sameHere(
  parts: Parts,
  mapping: KindMapping,
  {
    known,
    values,
    waiting,
  }: { readonly known: string; readonly values: ReadonlyMap<string, Value>; readonly waiting: WaitingHere },
): Promise<Same | undefined> {
  // Each side counts for itself: the same number is another record.
  if (mapping.fields.some(({ field, bornThere }) => bornThere && mapping.known.includes(field)))
    return undefined;
  const found: EntityName[] = [];
  for (const name of await waiting.knownAs(known))
    if (!(await parts.state.link(name))?.legacy) found.push(name);
  const [name, other] = found;
  const ours = name && !other ? await oursOf(parts, mapping, name) : undefined;
  if (!name || !ours || ours.deleted) return undefined;
  const same = [...ours.fields].filter(([field, { value }]) => values.get(field) === value);
  return { name, agreed: Object.fromEntries(same.map(([field, { value }]) => [field, value])) };
}

interface Read {
  readonly head: number;
  readonly known: string | null;
}
const reads = new WeakMap<BridgeState, Map<KindName, ReadonlyMap<string, Read>>>();

/** What people know it by; undefined for one that is there. */
async function knownOf(
  parts: Parts,
  mapping: KindMapping,
  name: EntityName,
): Promise<string | null | undefined> {
  if ((await parts.state.link(name))?.legacy) return undefined;
  const ours = await oursOf(parts, mapping, name);
  if (!ours || ours.deleted) return null;
  return knownAs(mapping, new Map([...ours.fields].map(([field, { value }]) => [field, value])));
}
