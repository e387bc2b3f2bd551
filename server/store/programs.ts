/** Operations of programs and webhooks, as tables (rules STORE-70 and STORE-71). */
import { assert, never } from '../../shared/lib/assert.ts';
import type { Author, EntityId, KindName, ShopId } from '../../shared/lib/ids.ts';
import type { Connection } from './connection.ts';
import {
  mostDeliveries,
  type Delivery,
  type DoneOperation,
  type OperationName,
  type ProgramReadCall,
  type ProgramWriteCall,
  type StoredDelivery,
  type StoredOperation,
  type Webhook,
  type WebhookState,
  type WrittenRecord,
} from './program-store.ts';
import type { DocumentName, Seq } from './store.ts';

export function writeProgram(connection: Connection, call: ProgramWriteCall): unknown {
  switch (call.do) {
    case 'note-operation': {
      const { name, version, at, ...operation } = call.operation;
      return putOperation(connection, operation, { name: { shop: operation.shop, ...name }, version, at });
    }
    case 'forget-operations':
      return connection.run('DELETE FROM operations WHERE at < ?', Math.trunc(call.before));
    case 'save-webhook':
      return saveWebhook(connection, call.webhook);
    case 'remove-webhook':
      return removeWebhook(connection, call.shop, call.id);
    case 'note-deliveries':
      return noteDeliveries(connection, call.webhook, call.deliveries);
    default:
      return never(call, 'a write of a program that the store does not know');
  }
}

export function readProgram(connection: Connection, call: ProgramReadCall): unknown {
  switch (call.do) {
    case 'operation':
      return readOperation(connection, call.name);
    case 'operations-of':
      return readOperationsOf(connection, call.record);
    case 'webhooks':
      return readWebhooks(connection, call.shop);
    case 'deliveries':
      return readDeliveries(connection, call.shop, call.hook, call.limit);
    default:
      return never(call, 'a read of a program that the store does not know');
  }
}

/** The first who notes it is right: one that is sent again changes nothing. */
export function putOperation(
  connection: Connection,
  { shop, user, id, digest, outcome }: DoneOperation,
  { name, version, at }: { readonly name: DocumentName; readonly version: Seq; readonly at: number },
): void {
  connection.run(
    `INSERT INTO operations (shop, user, id, digest, kind, entity, version, at, outcome)
     SELECT n, ?, ?, ?, ?, ?, ?, ?, ? FROM shops WHERE shop = ? ON CONFLICT DO NOTHING`,
    user,
    id,
    digest,
    name.kind,
    name.id,
    version,
    Math.trunc(at),
    outcome,
    shop,
  );
}

interface OperationRow {
  readonly id: string;
  readonly digest: string;
  readonly kind: KindName;
  readonly entity: EntityId;
  readonly version: Seq;
  readonly at: number;
  readonly outcome: string;
}

function readOperationsOf(
  connection: Connection,
  { shop, user, name }: WrittenRecord,
): readonly StoredOperation[] {
  const rows = connection.all<OperationRow>(
    `SELECT id, digest, kind, entity, version, at, outcome FROM operations
     WHERE shop = (SELECT n FROM shops WHERE shop = ?) AND kind = ? AND entity = ? AND user = ? ORDER BY version`,
    shop,
    name.kind,
    name.id,
    user,
  );
  return rows.map(({ kind, entity, ...rest }) => ({ shop, user, name: { kind, id: entity }, ...rest }));
}

function readOperation(
  connection: Connection,
  { shop, user, id }: OperationName,
): StoredOperation | undefined {
  const found = connection.get<OperationRow>(
    `SELECT id, digest, kind, entity, version, at, outcome FROM operations
     WHERE shop = (SELECT n FROM shops WHERE shop = ?) AND user = ? AND id = ?`,
    shop,
    user,
    id,
  );
  if (!found) return undefined;
  const { kind, entity, ...rest } = found;
  return { shop, user, name: { kind, id: entity }, ...rest };
}

function saveWebhook(connection: Connection, webhook: Webhook): void {
  const { shop, id, url, secret, kinds, by, at, state, reason } = webhook;
  const { cursor, failingSince, tries, nextAt } = webhook;
  const saved = connection.run(
    `INSERT INTO webhooks (shop, id, url, secret, kinds, by, at, state, reason, cursor, failing, tries, next)
     SELECT n, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM shops WHERE shop = ?
     ON CONFLICT DO UPDATE SET url = excluded.url, secret = excluded.secret, kinds = excluded.kinds,
       state = excluded.state, reason = excluded.reason, cursor = excluded.cursor, failing = excluded.failing,
       tries = excluded.tries, next = excluded.next`,
    id,
    url,
    secret,
    JSON.stringify(kinds),
    by,
    Math.trunc(at),
    state,
    reason,
    cursor,
    Math.trunc(failingSince),
    tries,
    Math.trunc(nextAt),
    shop,
  );
  assert(saved === 1, 'a webhook is of a shop that exists');
}

function removeWebhook(connection: Connection, shop: ShopId, id: string): boolean {
  const ofShop = 'shop = (SELECT n FROM shops WHERE shop = ?)';
  connection.run(`DELETE FROM deliveries WHERE ${ofShop} AND hook = ?`, shop, id);
  return connection.run(`DELETE FROM webhooks WHERE ${ofShop} AND id = ?`, shop, id) === 1;
}

interface WebhookColumns {
  readonly shop: ShopId;
  readonly id: string;
  readonly url: string;
  readonly secret: string;
  readonly kinds: string;
  readonly by: Author;
  readonly at: number;
  readonly state: WebhookState;
  readonly reason: string;
  readonly cursor: Seq;
  readonly failing: number;
  readonly tries: number;
  readonly next: number;
}

const readWebhooks = (connection: Connection, shop: ShopId | undefined): Webhook[] =>
  connection
    .all<WebhookColumns>(
      `SELECT s.shop, w.id, w.url, w.secret, w.kinds, w.by, w.at, w.state, w.reason, w.cursor, w.failing, w.tries, w.next
       FROM webhooks w JOIN shops s ON s.n = w.shop WHERE ?1 IS NULL OR s.shop = ?1 ORDER BY w.at, w.id`,
      shop ?? null,
    )
    .map(({ kinds, failing, next, ...rest }) => ({
      ...rest,
      kinds: JSON.parse(kinds) as KindName[],
      failingSince: failing,
      nextAt: next,
    }));

function noteDeliveries(connection: Connection, webhook: Webhook, deliveries: readonly Delivery[]): void {
  const { shop, id, state, reason, cursor, failingSince, tries, nextAt } = webhook;
  const noted = connection.run(
    `UPDATE webhooks SET state = ?, reason = ?, cursor = ?, failing = ?, tries = ?, next = ?
     WHERE shop = (SELECT n FROM shops WHERE shop = ?) AND id = ? AND state = 'active'`,
    state,
    reason,
    cursor,
    Math.trunc(failingSince),
    tries,
    Math.trunc(nextAt),
    shop,
    id,
  );
  if (noted === 0) return;
  for (const each of deliveries) {
    connection.run(
      `INSERT INTO deliveries (shop, hook, event, kind, entity, version, at, status, error, took)
       SELECT n, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM shops WHERE shop = ?`,
      id,
      each.event,
      each.kind,
      each.entity,
      each.version,
      Math.trunc(each.at),
      each.status,
      each.error,
      Math.trunc(each.took),
      shop,
    );
  }
  connection.run(
    `DELETE FROM deliveries WHERE shop = (SELECT n FROM shops WHERE shop = ?1) AND hook = ?2 AND n <= (
       SELECT n FROM deliveries WHERE shop = (SELECT n FROM shops WHERE shop = ?1) AND hook = ?2
       ORDER BY n DESC LIMIT 1 OFFSET ?3)`,
    shop,
    id,
    mostDeliveries,
  );
}

const readDeliveries = (
  connection: Connection,
  shop: ShopId,
  hook: string,
  limit: number,
): StoredDelivery[] =>
  connection
    .all<Omit<StoredDelivery, 'shop' | 'hook'>>(
      `SELECT n, event, kind, entity, version, at, status, error, took FROM deliveries
       WHERE shop = (SELECT n FROM shops WHERE shop = ?) AND hook = ? ORDER BY n DESC LIMIT ?`,
      shop,
      hook,
      limit,
    )
    .map((each) => ({ shop, hook, ...each }));
