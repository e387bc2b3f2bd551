/** Secrets as a table, and what was done with them as another (rules STORE-22 and STORE-23). Their bytes are sealed before they come here. */
import type { Author, EntityId, KindName, ShopId } from '../../shared/lib/ids.ts';
import type { Connection } from './connection.ts';
import { findDocument } from './read-document.ts';
import type { WriteCall } from './calls.ts';
import type {
  KeepOutcome,
  SealedSecret,
  SecretAct,
  SecretEvent,
  SecretFact,
  SecretPlace,
  StoredSecretEvent,
} from './secret-store.ts';
import type { DocumentName } from './store.ts';

export function keepSecret(
  connection: Connection,
  { place, sealed, event, seen }: Omit<Extract<WriteCall, { do: 'keep-secret' }>, 'do'>,
): KeepOutcome {
  const { name, secret } = place;
  const { key, nonce, bytes } = sealed;
  const document = findDocument(connection, name);
  if (!document) return 'gone';
  const stands = connection.get<{ at: number }>(
    'SELECT at FROM secrets WHERE document = ? AND secret = ?',
    document.n,
    secret,
  );
  if (seen !== undefined && (stands?.at ?? null) !== seen) return 'changed';
  connection.run(
    `INSERT INTO secrets (document, secret, key, nonce, bytes, author, at) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET key = excluded.key, nonce = excluded.nonce, bytes = excluded.bytes,
       author = excluded.author, at = excluded.at`,
    document.n,
    secret,
    key,
    nonce,
    bytes,
    event.author,
    event.at,
  );
  putEvent(connection, document.n, secret, event);
  return 'kept';
}

export function dropSecret(
  connection: Connection,
  { name, secret }: SecretPlace,
  event: SecretEvent,
): boolean {
  const document = findDocument(connection, name);
  return document !== undefined && dropSecretOf(connection, document.n, secret, event);
}

/** As `dropSecret`, of a document by its number. */
export function dropSecretOf(connection: Connection, n: number, secret: string, event: SecretEvent): boolean {
  if (connection.run('DELETE FROM secrets WHERE document = ? AND secret = ?', n, secret) === 0) return false;
  putEvent(connection, n, secret, event);
  return true;
}

interface SealedRecord {
  readonly key: string;
  readonly nonce: Uint8Array;
  readonly bytes: Uint8Array;
}

export function readSecret(connection: Connection, { name, secret }: SecretPlace): SealedSecret | undefined {
  const document = findDocument(connection, name);
  if (!document) return undefined;
  return connection.get<SealedRecord>(
    'SELECT key, nonce, bytes FROM secrets WHERE document = ? AND secret = ?',
    document.n,
    secret,
  );
}

export function readSecretFacts(connection: Connection, name: DocumentName): readonly SecretFact[] {
  const document = findDocument(connection, name);
  if (!document) return [];
  return connection.all<SecretFact>(
    'SELECT secret, author, at FROM secrets WHERE document = ? ORDER BY secret',
    document.n,
  );
}

export function noteSecret(connection: Connection, { name, secret }: SecretPlace, event: SecretEvent): void {
  const document = findDocument(connection, name);
  if (document) putEvent(connection, document.n, secret, event);
}

export function readSecretEvents(
  connection: Connection,
  name: DocumentName,
  limit: number,
): readonly StoredSecretEvent[] {
  const document = findDocument(connection, name);
  if (!document) return [];
  return connection.all<{ secret: string; act: SecretAct; author: Author; at: number; reason: string }>(
    'SELECT secret, act, author, at, reason FROM secret_events WHERE document = ? ORDER BY n DESC LIMIT ?',
    document.n,
    limit,
  );
}

export const readSecretsNotUnder = (
  connection: Connection,
  key: string,
  limit: number,
): readonly { readonly place: SecretPlace; readonly sealed: SealedSecret }[] =>
  connection
    .all<SealedRecord & { shop: ShopId; kind: KindName; id: EntityId; secret: string }>(
      `SELECT h.shop, d.kind, d.id, s.secret, s.key, s.nonce, s.bytes
       FROM secrets s JOIN documents d ON d.n = s.document JOIN shops h ON h.n = d.shop
       WHERE s.key <> ? ORDER BY s.document, s.secret LIMIT ?`,
      key,
      limit,
    )
    .map(({ shop, kind, id, secret, ...sealed }) => ({
      place: { name: { shop, kind, id }, secret },
      sealed,
    }));

export function resealSecret(
  connection: Connection,
  { name, secret }: SecretPlace,
  from: SealedSecret,
  to: SealedSecret,
): boolean {
  const document = findDocument(connection, name);
  if (!document) return false;
  return (
    connection.run(
      `UPDATE secrets SET key = ?, nonce = ?, bytes = ?
       WHERE document = ? AND secret = ? AND key = ? AND nonce = ?`,
      to.key,
      to.nonce,
      to.bytes,
      document.n,
      secret,
      from.key,
      from.nonce,
    ) === 1
  );
}

function putEvent(
  connection: Connection,
  n: number,
  secret: string,
  { act, author, at, reason }: SecretEvent,
): void {
  connection.run(
    'INSERT INTO secret_events (document, secret, act, author, at, reason) VALUES (?, ?, ?, ?, ?, ?)',
    n,
    secret,
    act,
    author,
    Math.trunc(at),
    reason,
  );
}
