/** How far derived fields of one shop have come, without a disk; the same answers as `derivation.ts` gives. */
import type { EntityName } from '../../shared/lib/ids.ts';
import { entityKey } from '../../shared/lib/ids.ts';
import type { Derivation, DerivationStep, Fact, FactsQuery, Seq } from './store.ts';

export class MemoryDerivation {
  #upTo: Seq = 0;
  readonly #facts = new Map<string, Fact>();
  readonly #due = new Map<string, EntityName>();

  read(limit: number): Derivation {
    const due = [...this.#due].sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, limit);
    return { upTo: this.#upTo, due: due.map(([, name]) => name) };
  }

  facts(query: FactsQuery): Fact[] {
    if ('names' in query) {
      return query.names.map((name) => this.#facts.get(entityKey(name))).filter((fact) => fact !== undefined);
    }
    return [...this.#facts.values()].filter(
      ({ kind, target }) => kind === query.kind && target !== null && query.targets.includes(target),
    );
  }

  /** Nothing of the record is left. */
  erase(name: EntityName): void {
    this.#facts.delete(entityKey(name));
    this.#due.delete(entityKey(name));
  }

  save({ upTo = 0, facts = [], due = [], settled = [] }: DerivationStep): void {
    for (const { kind, id, target, value } of facts)
      this.#facts.set(entityKey({ kind, id }), { kind, id, target, value });
    for (const name of settled) this.#due.delete(entityKey(name));
    for (const { kind, id } of due) this.#due.set(entityKey({ kind, id }), { kind, id });
    this.#upTo = Math.max(this.#upTo, upTo);
  }
}
