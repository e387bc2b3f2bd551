/**
 * Tells the relay now and then how this device is: which replica it is, how much of it is unsent since when (rule DEVICE-2), and what it counted (rule DEVICE-5). In
 * the leading tab alone. Not right after connecting: coming back when nothing changed stays one round trip.
 */
import { freshEntityId } from '../../shared/lib/ids.ts';
import type { Random } from '../../shared/lib/random.ts';
import type { Cancel, Time } from '../../shared/lib/time.ts';
import type { Tally, Up } from '../../shared/protocol/messages.ts';
import type { Outbox } from './outbox.ts';
import type { StorageHealth } from './storage-health.ts';
import type { Vault } from './vault.ts';

export interface DeviceNewsContext {
  readonly time: Time;
  readonly random: Random;
  readonly vault: Pick<Vault, 'meta' | 'saveMeta'>;
  readonly outbox: Pick<Outbox, 'pending' | 'names' | 'summary' | 'changed'>;
  readonly health: StorageHealth;
  /** Whether this tab leads and is connected. */
  readonly speaks: () => boolean;
  readonly send: (message: Up) => boolean;
  /** What was counted here, and when it was last in step. */
  readonly counts: () => Promise<Omit<Tally, 'type' | 'id'>>;
}

const firstAfter = 10_000;
const atMostEvery = 60_000;

export class DeviceNews {
  readonly #context: DeviceNewsContext;
  #timer: Cancel | null = null;
  #id = '';
  #told = '';
  #counted = '';

  constructor(context: DeviceNewsContext) {
    this.#context = context;
    context.outbox.changed.subscribe(() => this.#soon(atMostEvery));
  }

  /** There is a connection, or this tab leads from now on. */
  begin(): void {
    this.#told = '';
    this.#counted = '';
    // What was news on the way here does not put off the first word.
    this.#timer?.();
    this.#timer = null;
    this.#soon(firstAfter);
  }

  /** Something may be news. */
  look(): void {
    this.#soon(atMostEvery);
  }

  lost(): void {
    this.#timer?.();
    this.#timer = null;
  }

  #soon(ms: number): void {
    const { time, speaks } = this.#context;
    if (!speaks()) return;
    this.#timer ??= time.after(ms, () => {
      this.#timer = null;
      void this.#tell();
    });
  }

  async #tell(): Promise<void> {
    const { outbox, health, speaks, send } = this.#context;
    try {
      const id = await this.#ownId();
      // First: the relay notes both with the second, and no more within a minute.
      await this.#tellCounts(id);
      health.succeeded('device');
      const { records, edits } = outbox.pending;
      const made = outbox.names().flatMap((name) => outbox.summary(name)?.since ?? []);
      const since = made.length > 0 ? Math.max(0, Math.trunc(Math.min(...made))) : 0;
      const message = { type: 'device', id, records, edits, since } as const;
      const told = JSON.stringify(message);
      if (told !== this.#told && speaks() && send(message)) this.#told = told;
    } catch (error) {
      health.failed('device', error);
    }
  }

  async #tellCounts(id: string): Promise<void> {
    const { counts, speaks, send } = this.#context;
    const { since, synced, failed, took, bytesUp, bytesDown, settled, lastSync } = await counts();
    // Bytes alone are no news: saying so would be some more.
    const news = JSON.stringify([synced, failed, settled, lastSync]);
    if (news === this.#counted || !speaks()) return;
    const all = wholeNumbers({ since, synced, failed, took, bytesUp, bytesDown, settled, lastSync });
    if (send({ type: 'tally', id, ...all })) this.#counted = news;
  }

  async #ownId(): Promise<string> {
    if (this.#id !== '') return this.#id;
    const { vault, time, random } = this.#context;
    const { device } = await vault.meta();
    if (device === '') {
      const fresh = freshEntityId(time.now(), random);
      await vault.saveMeta({ device: fresh });
      this.#id = fresh;
    } else this.#id = device;
    return this.#id;
  }
}

const wholeNumbers = <T extends Readonly<Record<string, number>>>(counts: T): T =>
  Object.fromEntries(
    Object.entries(counts).map(([name, count]) => [name, Math.max(0, Math.round(count))]),
  ) as T;
