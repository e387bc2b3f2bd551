/** Who refers to whom, backwards: the devices of an order, the orders of a client. Kept as rows change; never a scan. */
import type { EntityKey } from '../../../shared/lib/ids.ts';
import type { Row } from '../../../shared/document/types.ts';
import { kindNamed } from '../../../shared/schema/kinds.ts';

/** Most records are referred to once in each way, and one name takes less room than a list of one. */
type Referring = EntityKey | EntityKey[];

const referenceFields = new Map<string, readonly string[]>();

/** The reference fields of a kind. */
export function referencesOf(kind: string): readonly string[] {
  let fields = referenceFields.get(kind);
  if (!fields) {
    fields = [...(kindNamed(kind)?.fields ?? [])].flatMap(([name, field]) =>
      'scalar' in field && field.scalar.type === 'reference' ? [name] : [],
    );
    referenceFields.set(kind, fields);
  }
  return fields;
}

export class References {
  /** By `kind.field`, then by the id that it holds. */
  readonly #byField = new Map<string, Map<string, Referring>>();

  /** Takes in that a row came, went or changed. */
  moved(name: EntityKey, was: Row | undefined, is: Row | undefined): void {
    const { kind } = must(was ?? is);
    for (const field of referencesOf(kind)) {
      const before = was?.fields[field];
      const after = is?.fields[field];
      if (before === after) continue;
      if (typeof before === 'string') this.#remove(`${kind}.${field}`, before, name);
      if (typeof after === 'string') this.#add(`${kind}.${field}`, after, name);
    }
  }

  /** The records of `kind` whose `field` holds this id, in no order. */
  to(kind: string, field: string, id: string): readonly EntityKey[] {
    const found = this.#byField.get(`${kind}.${field}`)?.get(id);
    if (found === undefined) return [];
    return typeof found === 'string' ? [found] : found;
  }

  #add(field: string, id: string, name: EntityKey): void {
    let ids = this.#byField.get(field);
    if (!ids) this.#byField.set(field, (ids = new Map<string, Referring>()));
    const there = ids.get(id);
    if (there === undefined) ids.set(id, name);
    else if (typeof there === 'string') ids.set(id, [there, name]);
    else there.push(name);
  }

  #remove(field: string, id: string, name: EntityKey): void {
    const ids = this.#byField.get(field);
    const there = ids?.get(id);
    if (!ids || there === undefined) return;
    if (typeof there === 'string') {
      ids.delete(id);
      return;
    }
    const at = there.indexOf(name);
    const last = there.pop();
    if (at < there.length && last !== undefined) there[at] = last;
    const [only] = there;
    if (there.length === 1 && only !== undefined) ids.set(id, only);
  }
}

const must = (row: Row | undefined): Row => row as Row;
