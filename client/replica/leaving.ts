/**
 * Records that went to a location which this user does not see, or were of one that they see no more (rule PLACE-7): lists, documents
 * that are open, what is stored and journals of them go from this device, in every tab, but for unsent edits. They come back as the
 * relay brings them.
 */
import { entityKey, parseEntityKey, type EntityKey } from '../../shared/lib/ids.ts';
import type { Row } from '../../shared/document/types.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import { everywhere, isPlaced, placeSaid, visiblePlaces } from '../../shared/schema/place.ts';
import type { Documents } from './documents.ts';
import type { Leading } from './leading.ts';
import type { RowSaver } from './row-saver.ts';
import type { Rows } from './rows.ts';
import type { StorageHealth } from './storage-health.ts';
import type { ShopLocations, Vault } from './vault.ts';

export interface LeavingContext {
  readonly vault: Vault;
  readonly documents: Documents;
  readonly rows: Rows;
  readonly rowSaver: RowSaver;
  readonly health: StorageHealth;
  readonly leading: () => Pick<Leading, 'left'> | null;
  readonly user: string;
  /** Tells the other tabs. */
  readonly tell: (names: readonly EntityKey[]) => void;
}

const namesAtOnce = 500;

export class Leaving {
  readonly #context: LeavingContext;

  constructor(context: LeavingContext) {
    this.#context = context;
  }

  /** The relay says so. What only the leading tab does to them it does in the order of pages. */
  told(names: readonly EntityKey[]): void {
    const { leading, health } = this.#context;
    const leads = leading();
    if (leads) leads.left(names);
    else void health.watch('leave', this.leave(names));
  }

  /** Resolves when nothing of them but unsent edits is in this device's databases. May be called again when it threw. @throws VaultFailed */
  async leave(names: readonly EntityKey[]): Promise<void> {
    const { vault, documents, tell } = this.#context;
    if (names.length === 0) return;
    await this.#away(names, async () => {
      await vault.leave(names);
      tell(names);
    });
    const gone = new Set(names);
    for (const name of await vault.journals()) if (gone.has(name)) await documents.foldLeftover(name);
  }

  /** Another tab heard of it, and has taken it out of the database that they share, if they do. */
  async heard(names: readonly EntityKey[]): Promise<void> {
    const { vault } = this.#context;
    await this.#away(names, async () => {
      if (!vault.durable) await vault.leave(names);
    });
  }

  /** Whoever holds one of them holds what is left of it, once `work` is done. */
  async #away(names: readonly EntityKey[], work: () => Promise<void>): Promise<void> {
    const { documents, rows, rowSaver } = this.#context;
    rows.leave(names);
    const open = names.filter((name) => documents.get(name) !== undefined);
    const resumes = await Promise.all(open.map((name) => documents.suspend(name)));
    try {
      for (const name of names) rowSaver.forget(name);
      await work();
    } finally {
      for (const resume of resumes) resume();
    }
  }

  /** What is here of places that somebody of these locations does not see. Lists are to be loaded. @throws VaultFailed */
  async elsewhere({ apart, mine }: Pick<ShopLocations, 'apart' | 'mine'>): Promise<readonly EntityKey[]> {
    const { vault, rows, user } = this.#context;
    const places = apart ? visiblePlaces(user, mine) : undefined;
    if (!places) return [];
    const found: EntityKey[] = [];
    for (let after = ''; ;) {
      const names = await vault.recordNames(after, namesAtOnce);
      const last = names.at(-1);
      if (!last) break;
      after = last;
      found.push(...names);
    }
    const known = new Set([...found, ...rows.placedNames()]);
    return [...known].filter((name) => {
      const place = placeHere(rows, name, 0);
      return place === undefined || !places.includes(place);
    });
  }
}

/** Deeper than anything goes. */
const deepest = 4;

/** As far as what is here says it; undefined where that leads to what is not here. */
function placeHere(rows: Pick<Rows, 'get'>, key: EntityKey, depth: number): string | undefined {
  const name = parseEntityKey(key);
  if (!name || !isPlaced(name.kind)) return everywhere;
  const row: Row | undefined = rows.get(name);
  if (!row || depth > deepest) return undefined;
  const { own, parent } = placeSaid(kindNamed(name.kind), (field) => row.fields[field]);
  const above = parent === '' ? undefined : parseEntityKey(parent);
  return above ? placeHere(rows, entityKey(above), depth + 1) : own;
}

/** What somebody of these locations sees, as one text: another one is another part of the shop. */
export const scopeOf = ({ apart, mine }: Pick<ShopLocations, 'apart' | 'mine'>): string =>
  apart && mine.length > 0 ? mine.toSorted().join('\n') : '*';
