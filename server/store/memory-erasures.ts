/** What was erased in one shop, without a disk; the same answers as `erasures.ts` gives. */
import { entityKey, type EntityKey, type EntityName, type FileId } from '../../shared/lib/ids.ts';
import { step } from './cursor.ts';
import type { Erasure, Gone, StoredErasure } from './erasure-store.ts';
import type { Seq } from './store.ts';

export class MemoryErasures {
  readonly #burnt = new Map<
    EntityKey,
    { readonly kind: string; readonly seq: Seq; readonly subject: EntityKey; readonly place: string }
  >();
  readonly #files = new Map<FileId, { readonly seq: Seq; readonly removed: boolean }>();
  readonly #all: StoredErasure[] = [];

  isBurnt(name: EntityKey): boolean {
    return this.#burnt.has(name);
  }

  /** `there` are those of its names that were there; answers the shop's newest number. */
  erase(
    erasure: Erasure,
    there: readonly EntityName[],
    newest: Seq,
    placeOf: (name: EntityKey) => string,
  ): Seq {
    const { subject, by, at, kept, files } = erasure;
    let seq = newest;
    const records = new Map<string, number>();
    for (const name of there) {
      seq += step;
      const key = entityKey(name);
      this.#burnt.set(key, { kind: name.kind, seq, subject: entityKey(subject), place: placeOf(key) });
      records.set(name.kind, (records.get(name.kind) ?? 0) + 1);
    }
    if (there.length === 0 && files.length > 0) seq += step;
    for (const file of files) this.#files.set(file, { seq, removed: false });
    this.#all.push({
      n: this.#all.length + 1,
      subject,
      by,
      at: Math.trunc(at),
      records: Object.fromEntries(records),
      kept: kept.length,
      files: files.length,
    });
    return seq;
  }

  all(): readonly StoredErasure[] {
    return this.#all.toReversed();
  }

  erasedFor(subject: EntityName): readonly EntityKey[] {
    return [...this.#burnt].filter(([, burnt]) => burnt.subject === entityKey(subject)).map(([name]) => name);
  }

  gone(
    after: Seq,
    upTo: Seq,
    {
      without = [],
      places,
    }: { readonly without?: readonly string[] | undefined; readonly places?: readonly string[] | undefined },
  ): Gone | undefined {
    const isAsked = ({ seq }: { readonly seq: Seq }): boolean => seq > after && seq <= upTo;
    const names = [...this.#burnt]
      .filter(([, burnt]) => isAsked(burnt) && !without.includes(burnt.kind))
      .filter(([, { place }]) => places?.includes(place) ?? true)
      .map(([name]) => name);
    const files = [...this.#files].filter(([, file]) => isAsked(file)).map(([file]) => file);
    return names.length + files.length > 0 ? { names, files } : undefined;
  }

  unremoved(): readonly FileId[] {
    return [...this.#files].filter(([, { removed }]) => !removed).map(([file]) => file);
  }

  removed(file: FileId): void {
    const known = this.#files.get(file);
    if (known) this.#files.set(file, { ...known, removed: true });
  }
}
