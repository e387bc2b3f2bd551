/** Edits of one shop that were written back, without a disk; the same answers as `refused-edits.ts` gives. */
import type { EntityName } from '../../shared/lib/ids.ts';
import { mostRefused } from './refused-edits.ts';
import type { DocumentName, RefusedEdit, RefusedQuery, Settlement, StoredRefused } from './store.ts';

export class MemoryRefused {
  /** Oldest first. */
  #edits: StoredRefused[] = [];
  #last = 0;

  put(name: DocumentName, edit: RefusedEdit): void {
    const known = this.#edits.find(({ id }) => id === edit.id);
    if (known?.state === 'open') {
      const { value, count, at, cut } = edit;
      const { cut: _before, ...rest } = known;
      this.#replace({ ...rest, value, count, at, ...(cut && { cut }) });
    } else if (!known) {
      this.#edits.push({ ...edit, name, n: ++this.#last, state: 'open' });
    }
    const own = this.#edits.filter(({ author }) => author === edit.author);
    const gone = new Set(own.slice(0, Math.max(0, own.length - mostRefused)));
    this.#edits = this.#edits.filter((each) => !gone.has(each));
  }

  /** Nothing of the record is left. */
  erase({ kind, id }: EntityName): void {
    this.#edits = this.#edits.filter(({ name }) => name.kind !== kind || name.id !== id);
  }

  read(
    { author, state, id, before, without, limit }: RefusedQuery,
    isSeen: (name: EntityName) => boolean,
  ): StoredRefused[] {
    return this.#edits
      .filter(
        (edit) =>
          (author === undefined || edit.author === author) &&
          (state === undefined || edit.state === state) &&
          (id === undefined || edit.id === id) &&
          (before === undefined || edit.n < before) &&
          !without?.includes(edit.name.kind) &&
          isSeen(edit.name),
      )
      .toReversed()
      .slice(0, limit);
  }

  isOpen(id: string): boolean {
    return this.#edits.some((edit) => edit.id === id && edit.state === 'open');
  }

  settle(id: string, { state, by, at }: Settlement): boolean {
    const known = this.#edits.find((edit) => edit.id === id);
    if (known?.state !== 'open') return false;
    this.#replace({ ...known, state, settled: { by, at } });
    return true;
  }

  #replace(edit: StoredRefused): void {
    this.#edits = this.#edits.map((each) => (each.id === edit.id ? edit : each));
  }
}
