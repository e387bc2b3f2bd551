/**
 * Tells one socket how records stand in the legacy system (rules LEGACY-1 to LEGACY-3): that one is not there any more at once,
 * so that it is heard before the acknowledgement of the edit; that it is there again, together with others.
 */
import type { EntityKey, ShopId } from '../../shared/lib/ids.ts';
import { parseEntityKey } from '../../shared/lib/ids.ts';
import type { Time } from '../../shared/lib/time.ts';
import { allThere, type LegacyNews as Message } from '../../shared/protocol/legacy.ts';
import type { Role } from '../../shared/schema/field.ts';
import { mayRead } from '../../shared/schema/may-read.ts';
import type { HearsOfLegacy, LegacySteps } from './legacy-steps.ts';

/** In milliseconds. */
const pause = 500;

export interface LegacyNewsOptions {
  readonly shop: ShopId;
  readonly role: Role;
  readonly steps: LegacySteps;
  readonly time: Time;
  readonly send: (message: Message) => void;
}

export class LegacyNews implements HearsOfLegacy {
  readonly #options: LegacyNewsOptions;
  readonly #reads = (kind: string): boolean => mayRead(this.#options.role, kind);
  /** What the replica was told that all of it comes to; undefined before it was told anything. */
  #told: { readonly version: string; readonly kinds: string } | undefined;
  #moved = new Set<EntityKey>();
  #cancel: (() => void) | undefined;
  /** An answer was given a moment ago; `again` when somebody asked since. */
  #rest: { readonly cancel: () => void; again: boolean } | undefined;

  constructor(options: LegacyNewsOptions) {
    this.#options = options;
  }

  /** Right behind the welcome. A shop without a bridge hears nothing. */
  begin(): void {
    if (this.#kinds().length > 0) this.#announce();
  }

  /** The replica has something else, and asks for everything; it is answered, but not without a rest. */
  asked(): void {
    if (!this.#told) return;
    if (this.#rest) {
      this.#rest.again = true;
      return;
    }
    const { steps, shop, send, time } = this.#options;
    const rest = {
      again: false,
      cancel: time.after(pause, () => {
        this.#rest = undefined;
        if (rest.again) this.asked();
      }),
    };
    this.#rest = rest;
    const version = steps.version(shop, this.#reads);
    const records = version === '' ? [] : steps.records(shop).filter(({ name }) => this.#mayTell(name));
    this.#note(version);
    send({ type: 'legacy', kinds: this.#kinds(), version, before: allThere, records });
  }

  legacyMoved(records: readonly EntityKey[], isUrgent: boolean): void {
    for (const name of records) if (this.#mayTell(name)) this.#moved.add(name);
    if (isUrgent) this.#tell();
    else this.#cancel ??= this.#options.time.after(pause, () => this.#tell());
  }

  end(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#rest?.cancel();
  }

  #tell(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const { steps, shop, send } = this.#options;
    const before = this.#told;
    const version = steps.version(shop, this.#reads);
    const moved = this.#moved;
    this.#moved = new Set();
    if (!before && this.#kinds().length === 0) return;
    if (!before || before.kinds !== this.#kinds().join() || before.version === '' || version === '') {
      if (before?.version !== version || before.kinds !== this.#kinds().join()) this.#announce();
      return;
    }
    if (moved.size === 0) return;
    this.#note(version);
    const records = steps.records(shop, moved);
    send({ type: 'legacy', kinds: this.#kinds(), version, before: before.version, records });
  }

  /** Says what all of it comes to: a replica that has the same asks for nothing. */
  #announce(): void {
    const { steps, shop, send } = this.#options;
    const version = steps.version(shop, this.#reads);
    this.#moved.clear();
    this.#note(version);
    send({ type: 'legacy', kinds: this.#kinds(), version, before: version, records: [] });
  }

  #note(version: string): void {
    this.#told = { version, kinds: this.#kinds().join() };
  }

  #kinds(): readonly string[] {
    return this.#options.steps.kindsOf(this.#options.shop).filter(this.#reads);
  }

  #mayTell(name: string): boolean {
    const parsed = parseEntityKey(name);
    return parsed !== undefined && this.#reads(parsed.kind);
  }
}
