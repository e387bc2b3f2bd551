/**
 * Keeps what this device holds within its budget: adds up what there is, decides what need not be here (`plan.ts`), and
 * lets go of it in slices, in whatever tab was asked. The leading tab does it by itself now and then. Rows stay, so that
 * lists, counts and searches are whole; the relay has the rest.
 */
import { entityKey, type EntityKey, type EntityName } from '../../../shared/lib/ids.ts';
import type { Cancel, Time } from '../../../shared/lib/time.ts';
import type { Row } from '../../../shared/document/types.ts';
import type { CachedPicture, FileVault, PictureName } from '../files/file-vault.ts';
import { Listeners } from '../listeners.ts';
import { Slice, type GiveTurn } from '../slice.ts';
import type { StorageHealth } from '../storage-health.ts';
import type { Priority } from '../types.ts';
import type { Vault, Weight } from '../vault.ts';
import { isChosenKind, isWanted } from './choice.ts';
import { planOf, type Held, type PrunePlan } from './plan.ts';
import { storedRows, storedWeights } from './read-stored.ts';
import { keepSettingsOf, type KeepSettings } from './settings.ts';
import type { Freed, Kept, KindUsage, Usage } from './types.ts';
import { worthOf } from './worth.ts';

export interface KeepingContext {
  readonly time: Time;
  readonly giveTurn: GiveTurn;
  readonly vault: Vault;
  readonly health: StorageHealth;
  /** Pictures that can be fetched again. */
  readonly pictures: Promise<Pick<FileVault, 'cached' | 'evict'>> | undefined;
  readonly rowOf: (name: EntityKey) => Row | undefined;
  readonly rowsLoaded: Promise<unknown>;
  /** Whether edits of the record are not on the relay's disk. */
  readonly isUnsent: (name: EntityKey) => boolean;
  /** Runs `work` with those of the records that no tab has open, and lets nobody open them meanwhile. */
  readonly whileClosed: (
    names: readonly EntityKey[],
    work: (closed: readonly EntityKey[]) => Promise<void>,
  ) => Promise<void>;
  /** To be exchanged whole with the relay. */
  readonly wanted: (names: readonly EntityKey[]) => void;
  /** These left with their rows, as nobody wants their kind here. */
  readonly forgotten: (names: readonly EntityKey[]) => void;
  /** Other kinds were chosen, in some tab; `more` when some came that were not wanted before. */
  readonly chose: (more: boolean) => void;
  /** Settings or pins are others: the other tabs read them again. */
  readonly tell: () => void;
}

type Piece = Held &
  (
    | { readonly document: EntityKey; readonly picture?: undefined }
    | { readonly document?: undefined; readonly picture: PictureName }
  );

const prunedAtOnce = 32;
/** After the start of a page, which has better things to do. */
const firstAfter = 10_000;
const restBetween = 5 * 60_000;
const day = 24 * 60 * 60 * 1000;

const nothing: KindUsage = { records: 0, rowOnly: 0, documents: 0, rows: 0 };

export class Keeping implements Kept {
  readonly changed = new Listeners();
  readonly #context: KeepingContext;
  #settings = keepSettingsOf({});
  #pins: ReadonlySet<EntityKey> = new Set();
  #timer: Cancel | null = null;
  #lastRun: number | null = null;
  #stopped = false;
  #isLoaded = false;

  constructor(context: KeepingContext) {
    this.#context = context;
  }

  get settings(): KeepSettings {
    return this.#settings;
  }

  /** Reads what was chosen, at the start and when another tab says that it is different. */
  async load(): Promise<void> {
    const { vault, health } = this.#context;
    try {
      this.#take(keepSettingsOf((await vault.meta()).keep));
      this.#pins = new Set(await vault.keeping.pins());
      this.changed.emit();
    } catch (error) {
      health.failed('keeping', error);
    }
  }

  async change(settings: Partial<KeepSettings>): Promise<void> {
    const keep = keepSettingsOf({ ...this.#settings, ...settings });
    // What was passed over until now lies before the cursor.
    const comes = bringsMore(this.#settings, keep) && { cursor: 0 };
    await this.#context.vault.saveMeta({ keep, ...comes });
    this.#take(keep);
    this.#told();
    this.#lastRun = null;
    this.soon();
  }

  async pin(name: EntityName, isPinned: boolean): Promise<void> {
    const key = entityKey(name);
    const { vault } = this.#context;
    await vault.keeping.pin(key, isPinned);
    this.#pins = new Set(await vault.keeping.pins());
    this.#told();
    if (isPinned) await this.ask(name);
  }

  isPinned(name: EntityName): boolean {
    return this.#pins.has(entityKey(name));
  }

  pinned(): readonly EntityKey[] {
    return [...this.#pins];
  }

  async ask(name: EntityName): Promise<void> {
    const { vault, wanted } = this.#context;
    const key = entityKey(name);
    const stored = await vault.record(key);
    if (!stored?.pruned) return;
    await vault.want([key]);
    wanted([key]);
  }

  subscribe(changed: () => void): () => void {
    return this.changed.subscribe(changed);
  }

  /** In the leading tab: prunes in a while, not too often. */
  soon(): void {
    const { time, vault, health } = this.#context;
    if (this.#timer || this.#stopped || !vault.durable) return;
    const wait = this.#lastRun === null ? firstAfter : Math.max(0, this.#lastRun + restBetween - time.now());
    this.#timer = time.after(wait, () => {
      this.#timer = null;
      void health.watch('keeping', this.prune());
    });
  }

  async usage(): Promise<Usage> {
    const { usage, plan } = await this.#look();
    return { ...usage, wouldFree: plan.frees, wouldDrop: plan.goes.length, over: plan.over };
  }

  async prune(): Promise<Freed> {
    const { time } = this.#context;
    this.#lastRun = time.now();
    const { plan } = await this.#look();
    const freed = await this.#drop(plan);
    this.changed.emit();
    return freed;
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.();
    this.#timer = null;
  }

  #take(settings: KeepSettings): void {
    const before = this.#settings;
    this.#settings = settings;
    const isSame = String(before.kinds) === String(settings.kinds);
    if (this.#isLoaded && !isSame) this.#context.chose(bringsMore(before, settings));
    this.#isLoaded = true;
  }

  #told(): void {
    this.#context.tell();
    this.changed.emit();
  }

  async #look(): Promise<{
    readonly usage: Omit<Usage, 'wouldFree' | 'wouldDrop' | 'over'>;
    readonly plan: PrunePlan<Piece>;
  }> {
    const { time, rowsLoaded, isUnsent, rowOf } = this.#context;
    await rowsLoaded;
    const now = time.now();
    const byKind = new Map<string, KindUsage>();
    const count = (kind: string, change: (usage: KindUsage) => KindUsage): void =>
      void byKind.set(kind, change(byKind.get(kind) ?? nothing));
    let rows = 0;
    await this.#eachRow((kind, length) => {
      rows += length;
      count(kind, (usage) => ({ ...usage, rows: usage.rows + length }));
    });
    const pieces: Piece[] = [];
    await this.#eachWeight(({ name, bytes, accessed }) => {
      pieces.push({ document: name, bytes, accessed, ...this.#judged(name, now) });
      count(name.slice(0, name.indexOf('/')), (usage) => ({
        ...usage,
        records: usage.records + 1,
        rowOnly: usage.rowOnly + (bytes === 0 ? 1 : 0),
        documents: usage.documents + bytes,
      }));
    });
    const dear = this.#picturesOf(pieces, rowOf);
    let pictures = 0;
    for (const cached of await this.#cached()) {
      pictures += cached.size;
      const { id, rendition, size, used } = cached;
      pieces.push({
        picture: { id, rendition },
        bytes: size,
        accessed: used,
        worth: dear.has(id) ? 'critical' : 'normal',
      });
    }
    const total = pieces.reduce((sum, { bytes }) => sum + bytes, rows);
    const movable = pieces.filter(({ document }) => document === undefined || !isUnsent(document));
    const fixed = total - movable.reduce((sum, { bytes }) => sum + bytes, 0);
    const { budget, days } = this.#settings;
    const plan = planOf(movable, { budget, fixed, since: now - days * day });
    return { usage: { byKind, pictures, total }, plan };
  }

  #worth(name: EntityKey, now: number): Priority {
    const { days } = this.#settings;
    return worthOf(this.#context.rowOf(name), { isPinned: this.#pins.has(name), now, days });
  }

  #judged(name: EntityKey, now: number): Pick<Held, 'worth' | 'isUnwanted' | 'mayGoEmpty'> {
    const row = this.#context.rowOf(name);
    const worth = this.#worth(name, now);
    if (!this.#isOfChosen(name)) return { worth, isUnwanted: true, mayGoEmpty: true };
    return row && !isWanted(row, this.#settings, now) ? { worth, isUnwanted: true } : { worth };
  }

  #isOfChosen(name: EntityKey): boolean {
    return isChosenKind(name.slice(0, name.indexOf('/')), this.#settings);
  }

  /** Ids that critical records hold: those of their pictures are among them. */
  #picturesOf(pieces: readonly Piece[], rowOf: KeepingContext['rowOf']): ReadonlySet<string> {
    const ids = new Set<string>();
    for (const { document, worth } of pieces) {
      if (document === undefined || worth !== 'critical') continue;
      for (const value of Object.values(rowOf(document)?.fields ?? {}))
        for (const each of Array.isArray(value) ? (value as readonly unknown[]) : [value])
          if (typeof each === 'string') ids.add(each);
    }
    return ids;
  }

  async #cached(): Promise<readonly CachedPicture[]> {
    try {
      return (await (await this.#context.pictures)?.cached()) ?? [];
    } catch {
      // A cache that cannot be read now is counted another time.
      return [];
    }
  }

  async #eachRow(add: (kind: string, bytes: number) => void): Promise<void> {
    const { vault } = this.#context;
    const slice = this.#slice();
    for (const kind of await vault.rowKinds())
      for await (const rows of storedRows(vault, kind)) {
        for (const { json } of rows) add(kind, json.length);
        if (this.#stopped) return;
        await slice.turn();
      }
  }

  async #eachWeight(add: (weight: Weight) => void): Promise<void> {
    const slice = this.#slice();
    for await (const weights of storedWeights(this.#context.vault.keeping)) {
      for (const weight of weights) add(weight);
      if (this.#stopped) return;
      await slice.turn();
    }
  }

  async #drop({ goes }: PrunePlan<Piece>): Promise<Freed> {
    const { vault, whileClosed, forgotten } = this.#context;
    let bytes = 0;
    let dropped = 0;
    const sizes = new Map<EntityKey, number>();
    const pictures: PictureName[] = [];
    for (const piece of goes) {
      if (piece.document !== undefined) {
        sizes.set(piece.document, piece.bytes);
        continue;
      }
      pictures.push(piece.picture);
      bytes += piece.bytes;
      dropped++;
    }
    await (await this.#context.pictures)?.evict(pictures);
    const slice = this.#slice();
    const names = [...sizes.keys()];
    for (let from = 0; from < names.length && !this.#stopped; from += prunedAtOnce) {
      await whileClosed(names.slice(from, from + prunedAtOnce), async (closed) => {
        const may = closed.filter((each) => this.#mayGo(each));
        const pruned = await vault.keeping.prune(may.filter((each) => this.#isOfChosen(each)));
        const gone = await vault.keeping.forget(may.filter((each) => !this.#isOfChosen(each)));
        if (gone.length > 0) forgotten(gone);
        for (const name of [...pruned, ...gone]) {
          bytes += sizes.get(name) ?? 0;
          dropped++;
        }
      });
      await slice.turn();
    }
    return { bytes, dropped };
  }

  /** Looked at once more: it was written, pinned or came into review since. */
  #mayGo(name: EntityKey): boolean {
    const { isUnsent, time } = this.#context;
    return !isUnsent(name) && this.#worth(name, time.now()) !== 'critical';
  }

  #slice(): Slice {
    return new Slice(this.#context.time, this.#context.giveTurn, 'idle');
  }
}

/** Whether kinds come to this device that did not before. */
const bringsMore = (before: KeepSettings, after: KeepSettings): boolean =>
  before.kinds !== null &&
  (after.kinds === null || after.kinds.some((kind) => !before.kinds?.includes(kind)));
