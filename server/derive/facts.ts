/**
 * What of a record the derived fields of others follow from, and whose fields are to be computed when it changed
 * (rules DERIVE-1 and DERIVE-2). Pure. What the relay derives is in no fact, so its own writes make nothing due.
 */
import type { EntityId, EntityKey, EntityName, KindName } from '../../shared/lib/ids.ts';
import { entityKey, parseEntityId } from '../../shared/lib/ids.ts';
import type { Row, RowValue } from '../../shared/document/types.ts';
import type { Fact } from '../store/store.ts';

const order = 'order' as KindName;
const client = 'client' as KindName;
const device = 'device' as KindName;

/** The kinds that are followed. */
export const followedKinds: readonly KindName[] = [order, client, device];

/** Whose fields follow from a kind. */
const targetKinds: ReadonlyMap<string, KindName> = new Map([
  [device, order],
  [order, client],
]);

/** From which kind the fields of one follow. */
export const sourceKinds: ReadonlyMap<string, KindName> = new Map([
  [order, device],
  [client, order],
]);

export interface DeviceFact {
  readonly deleted: boolean;
  readonly status: string | null;
}

export interface OrderFact {
  readonly deleted: boolean;
  readonly override: string | null;
  /** What came in less what was given back. */
  readonly paid: number;
}

export interface ClientFact {
  readonly deleted: boolean;
}

/** @param name of one of the followed kinds */
export function factOf({ kind, id }: EntityName, { deleted, fields }: Row): Fact {
  switch (kind) {
    case device: {
      const value: DeviceFact = { deleted, status: textOf(fields['status']) };
      return factAbout({ kind, id }, deleted ? undefined : fields['order'], value);
    }
    case order: {
      const paid = sumOf(fields['payments']);
      const value: OrderFact = { deleted, override: textOf(fields['override']), paid };
      return factAbout({ kind, id }, deleted ? undefined : fields['client'], value);
    }
    default: {
      const value: ClientFact = { deleted };
      return factAbout({ kind, id }, undefined, value);
    }
  }
}

function factAbout(
  name: EntityName,
  target: RowValue | undefined,
  value: DeviceFact | OrderFact | ClientFact,
): Fact {
  return { ...name, target: idOf(target), value: JSON.stringify(value) };
}

const textOf = (value: RowValue | undefined): string | null => (typeof value === 'string' ? value : null);

const idOf = (value: RowValue | undefined): EntityId | null =>
  (typeof value === 'string' && parseEntityId(value)) || null;

/** Of a ledger, in its own units. */
const sumOf = (value: RowValue | undefined): number =>
  value !== null && typeof value === 'object' && 'sum' in value ? value.sum : 0;

export interface Due {
  readonly changed: readonly Fact[];
  readonly due: readonly EntityName[];
}

/**
 * What follows from facts as they are now. A record whose target is another one than before makes both due, and one
 * that came or came back is due itself.
 */
export function dueOf(before: readonly Fact[], now: readonly Fact[]): Due {
  const known = new Map(before.map((fact) => [entityKey(fact), fact]));
  const changed: Fact[] = [];
  const due = new Map<EntityKey, EntityName>();
  const add = (kind: KindName | undefined, id: EntityId | null | undefined): void => {
    if (kind && id) due.set(entityKey({ kind, id }), { kind, id });
  };
  for (const fact of now) {
    const was = known.get(entityKey(fact));
    if (was?.target === fact.target && was.value === fact.value) continue;
    changed.push(fact);
    if (sourceKinds.has(fact.kind)) add(fact.kind, fact.id);
    const target = targetKinds.get(fact.kind);
    add(target, was?.target);
    add(target, fact.target);
  }
  return { changed, due: [...due.values()] };
}
