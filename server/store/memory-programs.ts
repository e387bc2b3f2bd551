/** Operations and webhooks of one shop in memory. */
import type { EntityName } from '../../shared/lib/ids.ts';
import {
  mostDeliveries,
  type Delivery,
  type OperationName,
  type StoredDelivery,
  type StoredOperation,
  type Webhook,
  type WrittenRecord,
} from './program-store.ts';

export class MemoryPrograms {
  readonly #operations = new Map<string, StoredOperation>();
  readonly #webhooks = new Map<string, Webhook>();
  readonly #deliveries = new Map<string, readonly StoredDelivery[]>();
  #n = 0;

  operation(name: OperationName): StoredOperation | undefined {
    return this.#operations.get(keyOf(name));
  }

  operationsOf({ user, name }: WrittenRecord): readonly StoredOperation[] {
    return [...this.#operations.values()]
      .filter((each) => each.user === user && each.name.kind === name.kind && each.name.id === name.id)
      .sort((a, b) => a.version - b.version);
  }

  note(operation: StoredOperation): void {
    const key = keyOf(operation);
    if (!this.#operations.has(key)) this.#operations.set(key, operation);
  }

  forget(before: number): number {
    const old = [...this.#operations].filter(([, { at }]) => at < before);
    for (const [key] of old) this.#operations.delete(key);
    return old.length;
  }

  /** The record was erased. */
  erase({ kind, id }: EntityName): void {
    for (const [key, { name }] of this.#operations)
      if (name.kind === kind && name.id === id) this.#operations.delete(key);
    for (const [hook, all] of this.#deliveries)
      this.#deliveries.set(
        hook,
        all.filter((each) => each.kind !== kind || each.entity !== id),
      );
  }

  save(webhook: Webhook): void {
    this.#webhooks.set(webhook.id, webhook);
  }

  remove(id: string): boolean {
    this.#deliveries.delete(id);
    return this.#webhooks.delete(id);
  }

  get webhooks(): readonly Webhook[] {
    return [...this.#webhooks.values()];
  }

  deliver(webhook: Webhook, deliveries: readonly Delivery[]): void {
    const { id } = webhook;
    const known = this.#webhooks.get(id);
    if (known?.state !== 'active') return;
    const { url, secret, kinds } = known;
    this.#webhooks.set(id, { ...webhook, url, secret, kinds });
    const all = [
      ...deliveries.map((each) => ({ ...each, n: ++this.#n })).toReversed(),
      ...(this.#deliveries.get(id) ?? []),
    ];
    this.#deliveries.set(id, all.slice(0, mostDeliveries));
  }

  deliveries(hook: string, limit: number): readonly StoredDelivery[] {
    return (this.#deliveries.get(hook) ?? []).slice(0, limit);
  }
}

const keyOf = ({ user, id }: OperationName): string => `${user}/${id}`;
