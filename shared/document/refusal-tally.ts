/**
 * What an update's author is told: one refusal for each field and rule, however many elements it held, so that what
 * is told, logged and kept is small beside what was sent (rule REFUSE-11).
 */
import type { Kind } from '../schema/field.ts';
import type { Refusal, RefusalRule } from './types.ts';

/** Values that one refusal shows. */
const maxShown = 8;
/** The JSON text of one shown value, in UTF-16 units. */
const maxValue = 100_000;
/** Undeclared names that one update is told of; the rest goes by `unnamed`. */
const maxUndeclared = 16;
/** The longest undeclared name that is told, in UTF-16 units. */
const maxName = 64;
const namePattern = /^(?:(?:text|log):)?[a-zA-Z_][A-Za-z0-9_]*$/;

/** Stands for the name of a field or root that is none. */
export const unnamed = '?';

interface Told {
  readonly field: string;
  readonly rule: RefusalRule;
  count: number;
  readonly values: unknown[];
  cut: boolean;
}

export class RefusalTally {
  readonly #kind: Kind | undefined;
  // Made when the first refusal comes: most updates have none.
  #told: Map<string, Told> | undefined;
  #undeclared: Set<string> | undefined;

  constructor(kind: Kind | undefined) {
    this.#kind = kind;
  }

  /** @param field as its sender wrote it; empty when an element names none */
  add(field: string, rule: RefusalRule, value: unknown): void {
    const name = this.#nameOf(field);
    const key = `${rule} ${name}`;
    this.#told ??= new Map();
    let told = this.#told.get(key);
    if (!told) {
      told = { field: name, rule, count: 0, values: [], cut: false };
      this.#told.set(key, told);
    }
    told.count++;
    if (told.values.length >= maxShown) return;
    const { json, cut } = shown(value);
    told.values.push(json);
    told.cut ||= cut;
  }

  list(): Refusal[] {
    if (!this.#told) return [];
    return [...this.#told.values()].map(({ field, rule, count, values, cut }) => ({
      field,
      rule,
      ...(count === 1 ? { value: values[0] } : { value: values, count }),
      ...(cut && { cut }),
    }));
  }

  #nameOf(field: string): string {
    if (field === '' || this.#kind?.fields.has(field) || this.#undeclared?.has(field)) return field;
    if (field.length > maxName || !namePattern.test(field)) return unnamed;
    this.#undeclared ??= new Set();
    if (this.#undeclared.size >= maxUndeclared) return unnamed;
    this.#undeclared.add(field);
    return field;
  }
}

/** As JSON would show it; what JSON cannot show, and what is too long, becomes a word for it and is `cut`. */
function shown(value: unknown): { readonly json: unknown; readonly cut: boolean } {
  let cut = false;
  const word = (text: string): string => {
    cut = true;
    return text;
  };
  const text = JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner === 'bigint') return word(`${inner}n`);
    if (typeof inner === 'number' && !Number.isFinite(inner)) return word(String(inner));
    if (inner === undefined) return word('undefined');
    if (inner instanceof Uint8Array) return word(`${inner.length} bytes`);
    return inner;
  }) as string | undefined;
  if (text === undefined) return { json: null, cut: true };
  if (text.length > maxValue) return { json: `${text.length} characters`, cut: true };
  return { json: JSON.parse(text) as unknown, cut };
}
