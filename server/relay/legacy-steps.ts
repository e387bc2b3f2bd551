/**
 * How far the records of bridged shops have come into their legacy systems (section LEGACY of docs/SPEC.md). The bridge says what
 * it did; that something moved here, and so is on its way, this hears for itself, before the edit is acknowledged. Only what is
 * not there is kept, in memory: the bridge knows it all again after a restart.
 */
import { entityKey, type EntityKey, type EntityName, type ShopId } from '../../shared/lib/ids.ts';
import { allThere, type LegacyRecord, type LegacyStep } from '../../shared/protocol/legacy.ts';
import type { Seq } from '../store/store.ts';
import type { Outgoing } from './log-queue.ts';

/** Records that are not there, of which replicas are still told one by one. */
const mostTold = 5_000;

export interface HearsOfLegacy {
  /** These records stand elsewhere now; `isUrgent` where one is not there any more. None where all has to be looked at. */
  legacyMoved(records: readonly EntityKey[], isUrgent: boolean): void;
}

/** What the bridge says of one record. */
export interface Reached extends EntityName {
  readonly step: LegacyStep;
  /** The newest entry of the record that this is said of: what came later is on its way all the same. */
  readonly seq: Seq;
}

interface Standing {
  readonly step: LegacyStep;
  /** The record's newest entry, as far as it is known. */
  readonly head: Seq;
}

class ShopSteps {
  kinds: readonly string[] = [];
  isKnown = false;
  readonly standing = new Map<EntityKey, Standing>();
  readonly followers = new Set<HearsOfLegacy>();
  /** By kind, of all that is not there: the order in which it came to be so does not count. */
  readonly #digests = new Map<string, bigint>();

  set(key: EntityKey, standing: Standing): void {
    const before = this.standing.get(key);
    if (before) this.#turn(key, before.step);
    if (standing.step === 'there') {
      this.standing.delete(key);
      return;
    }
    this.standing.set(key, standing);
    this.#turn(key, standing.step);
  }

  clear(): void {
    this.standing.clear();
    this.#digests.clear();
  }

  digest(mayRead: (kind: string) => boolean): string {
    let sum = 0n;
    for (const [kind, digest] of this.#digests) if (mayRead(kind)) sum ^= digest;
    return sum === 0n ? allThere : sum.toString(36);
  }

  tell(records: readonly EntityKey[], isUrgent: boolean): void {
    for (const follower of this.followers) follower.legacyMoved(records, isUrgent);
  }

  #turn(key: EntityKey, step: LegacyStep): void {
    const kind = kindIn(key);
    this.#digests.set(kind, (this.#digests.get(kind) ?? 0n) ^ hash(`${key} ${step}`));
  }
}

const kindIn = (key: EntityKey): string => key.slice(0, key.indexOf('/'));

/** FNV-1a of 64 bits. */
function hash(text: string): bigint {
  let sum = 0xcbf29ce484222325n;
  for (let at = 0; at < text.length; at++)
    sum = BigInt.asUintN(64, (sum ^ BigInt(text.charCodeAt(at))) * 0x100000001b3n);
  return sum;
}

export class LegacySteps {
  readonly #shops = new Map<ShopId, ShopSteps>();

  /** The shop is bridged, with these kinds. Nothing is told of records before `known`. */
  begin(shop: ShopId, kinds: readonly string[]): void {
    const steps = this.#of(shop);
    steps.clear();
    steps.kinds = [...kinds].sort();
    steps.isKnown = false;
    steps.tell([], true);
  }

  /** All that is not there was said. What moved since `begin` was heard all the while. */
  known(shop: ShopId): void {
    const steps = this.#of(shop);
    steps.isKnown = true;
    steps.tell([], true);
  }

  /** The bridge did something, or found something out. */
  reached(shop: ShopId, records: readonly Reached[]): void {
    const steps = this.#shops.get(shop);
    if (!steps || steps.kinds.length === 0) return;
    const moved: EntityKey[] = [];
    let isUrgent = false;
    for (const record of records) {
      const key = entityKey(record);
      const before = steps.standing.get(key);
      if (before?.step === 'waiting' && before.head > record.seq) continue;
      if (before?.step === record.step || (!before && record.step === 'there')) continue;
      steps.set(key, { step: record.step, head: record.seq });
      moved.push(key);
      isUrgent ||= before === undefined;
    }
    if (moved.length > 0) steps.tell(moved, isUrgent);
  }

  /** The shop is not bridged any more. */
  end(shop: ShopId): void {
    const steps = this.#shops.get(shop);
    if (!steps) return;
    steps.clear();
    steps.kinds = [];
    steps.tell([], true);
    this.#tidy(shop, steps);
  }

  /** These entries are on disk. What the bridge wrote itself is there already. */
  committed(moved: readonly Outgoing[], seqs: readonly Seq[]): void {
    if (this.#shops.size === 0) return;
    const waiting = new Map<ShopSteps, EntityKey[]>();
    for (const [at, { entry }] of moved.entries()) {
      const steps = this.#shops.get(entry.name.shop);
      if (!steps?.kinds.includes(entry.name.kind) || entry.through === 'bridge') continue;
      const key = entityKey(entry.name);
      const before = steps.standing.get(key);
      steps.set(key, { step: 'waiting', head: seqs[at] as Seq });
      if (before?.step !== 'waiting') waiting.set(steps, [...(waiting.get(steps) ?? []), key]);
    }
    for (const [steps, keys] of waiting) steps.tell(keys, true);
  }

  /** Records of the shop were erased: nothing is told of them any more. */
  forget(shop: ShopId, names: readonly EntityName[]): void {
    const steps = this.#shops.get(shop);
    const known = names.map(entityKey).filter((key) => steps?.standing.has(key));
    for (const key of known) steps?.set(key, { step: 'there', head: 0 });
    if (known.length > 0) steps?.tell(known, false);
  }

  /** The answer ends it. */
  follow(shop: ShopId, follower: HearsOfLegacy): () => void {
    const steps = this.#of(shop);
    steps.followers.add(follower);
    return () => {
      steps.followers.delete(follower);
      this.#tidy(shop, steps);
    };
  }

  kindsOf(shop: ShopId): readonly string[] {
    return this.#shops.get(shop)?.kinds ?? [];
  }

  /** A digest of all that may be read; empty where it is not known, or too much to be told. */
  version(shop: ShopId, mayRead: (kind: string) => boolean): string {
    const steps = this.#shops.get(shop);
    if (!steps?.isKnown || steps.kinds.length === 0 || steps.standing.size > mostTold) return '';
    return steps.digest(mayRead);
  }

  /** How these stand; all that are not there where none are named. */
  records(shop: ShopId, keys?: Iterable<EntityKey>): LegacyRecord[] {
    const standing = this.#shops.get(shop)?.standing;
    return [...(keys ?? standing?.keys() ?? [])].map((name) => ({
      name,
      step: standing?.get(name)?.step ?? 'there',
    }));
  }

  #of(shop: ShopId): ShopSteps {
    const known = this.#shops.get(shop) ?? new ShopSteps();
    this.#shops.set(shop, known);
    return known;
  }

  #tidy(shop: ShopId, steps: ShopSteps): void {
    if (steps.followers.size === 0 && steps.kinds.length === 0) this.#shops.delete(shop);
  }
}
