/** Which locations the shop has, and which of them this user sees (rules PLACE-7 and PLACE-8), as the relay last said it. */
import { Listeners } from './listeners.ts';
import type { Leading } from './leading.ts';
import { scopeOf, type Leaving } from './leaving.ts';
import type { ShopLocations, Vault, VaultMeta } from './vault.ts';

export interface SeenLocationsContext {
  readonly vault: Pick<Vault, 'meta' | 'saveMeta'>;
  readonly leaving: Pick<Leaving, 'leave' | 'elsewhere'>;
  readonly leading: () => Pick<Leading, 'sweep'> | null;
  /** Resolves when lists are loaded. */
  readonly rowsRead: Promise<unknown>;
  /** Notes something for the next start. */
  readonly keep: (change: Pick<VaultMeta, 'locations'>) => void;
}

export class SeenLocations {
  readonly changed = new Listeners();
  readonly #context: SeenLocationsContext;
  #told: ShopLocations;

  constructor(context: SeenLocationsContext, told: ShopLocations) {
    this.#context = context;
    this.#told = told;
  }

  get told(): ShopLocations {
    return this.#told;
  }

  heard({ apart, all, mine }: ShopLocations): void {
    const told = { apart, all, mine };
    if (JSON.stringify(told) === JSON.stringify(this.#told)) return;
    const isOther = scopeOf(told) !== scopeOf(this.#told);
    this.#told = told;
    this.changed.emit();
    // Another scope is noted once what is not in it is gone: whoever is cut off in between does it at the next connection.
    if (isOther) this.#sweep();
    else this.#context.keep({ locations: told });
  }

  /** This tab begins to lead: the scope may have been told while another led, or was cut off in the middle of it. */
  async leads(): Promise<void> {
    const { locations } = await this.#context.vault.meta();
    if (scopeOf(locations) !== scopeOf(this.#told)) this.#sweep();
  }

  /** Lets go of what is here and may not be seen any more, and asks for everything again: what may be seen now lies before the cursor. */
  #sweep(): void {
    const { vault, leaving, leading, rowsRead } = this.#context;
    const told = this.#told;
    leading()?.sweep(async () => {
      await rowsRead;
      await leaving.leave(await leaving.elsewhere(told));
      await vault.saveMeta({ locations: told, cursor: 0 });
    });
  }
}
