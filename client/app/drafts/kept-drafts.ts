/**
 * What is being typed, written down at every key in storage that answers at once, for the case that the tab dies
 * before the draft could be committed or its commit was saved. One entry for each tab; a lock says which tabs
 * live, and whoever gets the lock of a dead one takes over its drafts.
 */
import type { Value } from '../../../shared/schema/field.ts';
import type { Drafts } from './drafts.ts';

/** The part of `localStorage` that is used here. */
export type DraftShelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

export interface KeptDraft {
  /** `kind/id/field`. */
  readonly key: string;
  readonly text: string;
  /** The document's value when typing began: where there is another by now, that one stands. */
  readonly base: Value;
  /** When it was typed, in corrected milliseconds: what is newer in the document stands. */
  readonly at: number;
}

/** The part of `LockManager` that is used here. */
export interface TabLocks {
  request(
    name: string,
    options: { readonly signal: AbortSignal },
    run: () => Promise<void>,
  ): Promise<unknown>;
}

export interface KeptDraftsOptions {
  readonly shelf: DraftShelf;
  /** Absent where there are none; then nobody can tell a dead tab from a live one, and nothing is taken over. */
  readonly locks: TabLocks | undefined;
  /** Of this shop and user. */
  readonly scope: string;
  /** Never the same twice. */
  readonly tab: string;
}

export class KeptDrafts {
  readonly #shelf: DraftShelf;
  readonly #locks: KeptDraftsOptions['locks'];
  readonly #prefix: string;
  readonly #tab: string;
  readonly #kept = new Map<string, KeptDraft>();
  readonly #end = new AbortController();

  constructor({ shelf, locks, scope, tab }: KeptDraftsOptions) {
    this.#shelf = shelf;
    this.#locks = locks;
    this.#prefix = `solder.drafts/${scope}/`;
    this.#tab = tab;
  }

  /** Aborted when the session ends. */
  get ended(): AbortSignal {
    return this.#end.signal;
  }

  /** Claims this tab's place, and hands over what dead tabs left, now or whenever one dies. */
  start(recover: (drafts: readonly KeptDraft[]) => void): void {
    const { signal } = this.#end;
    const held = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    void this.#locks?.request(this.#prefix + this.#tab, { signal }, () => held).catch(ended);
    for (const name of this.#names()) {
      if (name === this.#prefix + this.#tab) continue;
      void this.#locks
        ?.request(name, { signal }, () => {
          recover(readKept(this.#shelf.getItem(name)));
          this.#shelf.removeItem(name);
          return Promise.resolve();
        })
        .catch(ended);
    }
  }

  keep(draft: KeptDraft): void {
    this.#kept.set(draft.key, draft);
    this.#write();
  }

  /** The person thought better of it. */
  forget(key: string): void {
    if (this.#kept.delete(key)) this.#write();
  }

  /** Forgets the drafts that are committed, none that is set aside, and of a record that `isSaved`. */
  forgetSaved(drafts: Drafts, isSaved: (key: string) => boolean): void {
    const saved = [...this.#kept.keys()].filter((key) => !drafts.knows(key) && isSaved(key));
    for (const key of saved) this.#kept.delete(key);
    if (saved.length > 0) this.#write();
  }

  stop(): void {
    this.#end.abort();
  }

  #write(): void {
    try {
      if (this.#kept.size === 0) this.#shelf.removeItem(this.#prefix + this.#tab);
      else this.#shelf.setItem(this.#prefix + this.#tab, JSON.stringify([...this.#kept.values()]));
    } catch {
      // A full device; the status says so, and what is typed is still on the screen.
    }
  }

  #names(): string[] {
    const names = Array.from({ length: this.#shelf.length }, (_, index) => this.#shelf.key(index));
    return names.filter((name): name is string => name?.startsWith(this.#prefix) ?? false);
  }
}

/** A lock request ends with the page or with the session; there is nothing to do about it. */
const ended = (): void => undefined;

function readKept(text: string | null): readonly KeptDraft[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(value) ? value.filter(isKept) : [];
  } catch {
    return [];
  }
}

function isKept(value: unknown): value is KeptDraft {
  if (typeof value !== 'object' || value === null) return false;
  const parts = new Map<string, unknown>(Object.entries(value));
  return (
    typeof parts.get('key') === 'string' &&
    typeof parts.get('text') === 'string' &&
    typeof parts.get('at') === 'number' &&
    isValue(parts.get('base'))
  );
}

const isValue = (value: unknown): value is Value =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);
