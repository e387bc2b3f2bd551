/**
 * Numbers of this device's own for orders that are made without a network (section NUMBER of docs/SPEC.md). Any tab
 * takes one from the vault; the leading tab sees to it that there are some, and asks the relay for a range while there
 * is a connection. Knows no tabs and no sockets.
 */
import { orderNumber } from '../../shared/lib/order-number.ts';
import type { Down, Leased, Up } from '../../shared/protocol/messages.ts';
import type { StorageHealth } from './storage-health.ts';
import type { Vault } from './vault.ts';

export interface NumbersContext {
  readonly vault: Pick<Vault, 'numbers'>;
  readonly health: StorageHealth;
  /** The relay's store that this tab is connected to, when it leads and may ask for numbers. */
  readonly asksFrom: () => string | undefined;
  readonly send: (message: Up) => boolean;
  /** One was taken: the leading tab looks whether there are enough. */
  readonly taken: () => void;
}

/** A range lasts a bench for some days without a network. */
const asked = 50;
const fewerThan = 20;

export class Numbers {
  readonly #context: NumbersContext;
  /** Whether an answer is waited for, or what is left is being counted. */
  #waits = false;
  /** The store that was asked and has not answered on this connection: what comes unasked is not ours. */
  #askedFrom: string | undefined;
  /** Counts connections: what was found out for an earlier one says nothing of this one. */
  #connection = 0;

  constructor(context: NumbersContext) {
    this.#context = context;
  }

  /** Undefined when there is none left, or the vault cannot say which: whoever asks can go on without. */
  async take(): Promise<string | undefined> {
    const { vault, health, taken } = this.#context;
    try {
      const n = await vault.numbers.take();
      health.succeeded('numbers');
      taken();
      return n === undefined ? undefined : orderNumber(n);
    } catch (error) {
      health.failed('numbers', error);
      return undefined;
    }
  }

  /** Looks whether there are enough, and asks for more. */
  look(): void {
    void this.#look();
  }

  lost(): void {
    this.#connection++;
    this.#waits = false;
    this.#askedFrom = undefined;
  }

  heard(message: Down): void {
    if (message.type === 'leased') void this.#keep(message);
    // Any other error says that asking again would change nothing: not before the next connection.
    else if (message.type === 'error' && message.kind === 'store-unavailable') this.#waits = false;
  }

  async #look(): Promise<void> {
    const { vault, health, asksFrom, send } = this.#context;
    const epoch = asksFrom();
    if (epoch === undefined || this.#waits) return;
    const connection = this.#connection;
    this.#waits = true;
    let isEnough = true;
    try {
      isEnough = (await vault.numbers.left(epoch)) >= fewerThan;
      health.succeeded('numbers');
    } catch (error) {
      health.failed('numbers', error);
    }
    if (connection !== this.#connection) return;
    this.#waits = !isEnough && send({ type: 'lease', series: 'order', count: asked });
    if (this.#waits) this.#askedFrom = epoch;
  }

  /** They are this device's, whichever tab leads by now: nobody else is ever given them. */
  async #keep({ series, first, last }: Leased): Promise<void> {
    const { vault, health } = this.#context;
    const epoch = this.#askedFrom;
    const connection = this.#connection;
    if (epoch === undefined || series !== 'order' || first < 1 || first > last) return;
    this.#askedFrom = undefined;
    try {
      await vault.numbers.add({ epoch, first, last });
      health.succeeded('numbers');
    } catch (error) {
      health.failed('numbers', error);
      return;
    }
    if (connection !== this.#connection) return;
    this.#waits = false;
    this.look();
  }
}
