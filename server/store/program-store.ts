/**
 * What the store keeps of programs that take part over HTTP: which of their operations are done, so that one that is sent again
 * changes nothing, and whom to tell when records change, with how far that has come (rules STORE-70 and STORE-71).
 */
import type { Author, EntityId, EntityName, KindName, ShopId } from '../../shared/lib/ids.ts';
import type { Seq } from './store.ts';

/** An operation as its sender names it; of one user the names are their own. */
export interface OperationName {
  readonly shop: ShopId;
  readonly user: Author;
  readonly id: string;
}

/** A record, and whose operations of it are meant. */
export interface WrittenRecord {
  readonly shop: ShopId;
  readonly user: Author;
  readonly name: EntityName;
}

export interface DoneOperation extends OperationName {
  /** Of what was asked for: another one under the same name is told from it. */
  readonly digest: string;
  /** JSON of what became of it; nothing of what a record says is in it. */
  readonly outcome: string;
}

export interface StoredOperation extends DoneOperation {
  readonly name: EntityName;
  /** The entry of the log that did it; 0 where there was nothing to write. */
  readonly version: Seq;
  /** The relay's time, in milliseconds. */
  readonly at: number;
}

export type WebhookState = 'active' | 'disabled';

export interface Webhook {
  readonly shop: ShopId;
  readonly id: string;
  readonly url: string;
  /** The bytes that sign, in base 64. */
  readonly secret: string;
  readonly kinds: readonly KindName[];
  readonly by: Author;
  readonly at: number;
  readonly state: WebhookState;
  /** Why it is disabled; empty where it is not. */
  readonly reason: string;
  /** All that moved up to this number was delivered, or is none of its kinds. */
  readonly cursor: Seq;
  /** Since when nothing was delivered though it was tried, in milliseconds; 0 when the last try went well. */
  readonly failingSince: number;
  readonly tries: number;
  /** Not tried again before. */
  readonly nextAt: number;
}

/** One try to deliver an event. */
export interface Delivery {
  readonly shop: ShopId;
  readonly hook: string;
  /** The id that goes with the event each time. */
  readonly event: string;
  readonly kind: KindName;
  readonly entity: EntityId;
  readonly version: Seq;
  readonly at: number;
  /** The answer's status; 0 where there was none. */
  readonly status: number;
  /** Why it counts as failed, in a word; empty when it was delivered. */
  readonly error: string;
  /** How long it took, in milliseconds. */
  readonly took: number;
}

export interface StoredDelivery extends Delivery {
  /** Its place: higher is newer. */
  readonly n: number;
}

/** Of one webhook so many tries are kept. */
export const mostDeliveries = 200;

export type ProgramWriteCall =
  | { readonly do: 'note-operation'; readonly operation: StoredOperation }
  | { readonly do: 'forget-operations'; readonly before: number }
  | { readonly do: 'save-webhook'; readonly webhook: Webhook }
  | { readonly do: 'remove-webhook'; readonly shop: ShopId; readonly id: string }
  | { readonly do: 'note-deliveries'; readonly webhook: Webhook; readonly deliveries: readonly Delivery[] };

export type ProgramReadCall =
  | { readonly do: 'operation'; readonly name: OperationName }
  | { readonly do: 'operations-of'; readonly record: WrittenRecord }
  | { readonly do: 'webhooks'; readonly shop?: ShopId }
  | { readonly do: 'deliveries'; readonly shop: ShopId; readonly hook: string; readonly limit: number };

export interface ProgramStore {
  operation(name: OperationName): Promise<StoredOperation | undefined>;
  /** What the user did to one record, the oldest entry of the log first. */
  operationsOf(record: WrittenRecord): Promise<readonly StoredOperation[]>;
  /** Notes one without an entry of the log; what is noted already stays. */
  noteOperation(operation: StoredOperation): Promise<void>;
  /** Forgets those from before a moment of the relay's time; how many. */
  forgetOperations(before: number): Promise<number>;
  /** Takes the place of one with its id. The shop must exist. */
  saveWebhook(webhook: Webhook): Promise<void>;
  /** With its deliveries; false when there is none. */
  removeWebhook(shop: ShopId, id: string): Promise<boolean>;
  /** The oldest first; of all shops when none is named. */
  webhooks(shop?: ShopId): Promise<readonly Webhook[]>;
  /** How far it came, and what was tried, in one commit; nothing where it was removed or is disabled meanwhile. */
  noteDeliveries(webhook: Webhook, deliveries: readonly Delivery[]): Promise<void>;
  /** The newest first. */
  deliveries(shop: ShopId, hook: string, limit: number): Promise<readonly StoredDelivery[]>;
}

export interface ProgramThreads {
  readonly write: (call: ProgramWriteCall) => Promise<unknown>;
  readonly read: (call: ProgramReadCall) => Promise<unknown>;
}

/** Each call is answered by the type that the port says: `programs.ts` answers it. */
export const programsOf = ({ write, read }: ProgramThreads): ProgramStore => ({
  operation: (name) => read({ do: 'operation', name }) as Promise<StoredOperation | undefined>,
  operationsOf: (record) => read({ do: 'operations-of', record }) as Promise<readonly StoredOperation[]>,
  noteOperation: (operation) => write({ do: 'note-operation', operation }) as Promise<void>,
  forgetOperations: (before) => write({ do: 'forget-operations', before }) as Promise<number>,
  saveWebhook: (webhook) => write({ do: 'save-webhook', webhook }) as Promise<void>,
  removeWebhook: (shop, id) => write({ do: 'remove-webhook', shop, id }) as Promise<boolean>,
  webhooks: (shop) =>
    read({ do: 'webhooks', ...(shop !== undefined && { shop }) }) as Promise<readonly Webhook[]>,
  noteDeliveries: (webhook, deliveries) =>
    write({ do: 'note-deliveries', webhook, deliveries }) as Promise<void>,
  deliveries: (shop, hook, limit) =>
    read({ do: 'deliveries', shop, hook, limit }) as Promise<readonly StoredDelivery[]>,
});
