/** How many rows of a kind have which value of a field, kept as rows change. */
import type { EntityKey } from '../../../shared/lib/ids.ts';
import type { Row, RowValue } from '../../../shared/document/types.ts';
import type { Value } from '../../../shared/schema/field.ts';

export class RowCounts {
  readonly #field: string;
  readonly #counts = new Map<Value, number>();
  /** What each row was counted as. */
  readonly #counted = new Map<EntityKey, readonly Value[]>();

  constructor(field: string) {
    this.#field = field;
  }

  /** Values without rows are absent; null counts the rows with nothing in the field. */
  get counts(): ReadonlyMap<Value, number> {
    return new Map(this.#counts);
  }

  put(rows: ReadonlyMap<EntityKey, Row | undefined>): void {
    for (const [name, row] of rows) {
      for (const value of this.#counted.get(name) ?? []) this.#add(value, -1);
      if (!row) {
        this.#counted.delete(name);
        continue;
      }
      const values = valuesOf(row.fields[this.#field]);
      for (const value of values) this.#add(value, 1);
      this.#counted.set(name, values);
    }
  }

  #add(value: Value, by: number): void {
    const count = (this.#counts.get(value) ?? 0) + by;
    if (count === 0) this.#counts.delete(value);
    else this.#counts.set(value, count);
  }
}

const nothing: readonly Value[] = [null];

function valuesOf(value: RowValue | undefined): readonly Value[] {
  if (value === undefined || value === null || value === '') return nothing;
  if (typeof value !== 'object') return [value];
  if ('length' in value) return value.length === 0 ? nothing : value;
  return [value.sum];
}
