/**
 * The tables, as steps that lead from an empty file to the present form. A step runs in one transaction together
 * with the number that says it was done, so that a kill at any moment leaves a store of one version or of the next
 * (rule STORE-12). A step that was released is never changed; a new one is added.
 */
import type { Connection } from './connection.ts';

const first = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES ('epoch', lower(hex(randomblob(16)))), ('beat', '0');

CREATE TABLE shops (
  n INTEGER PRIMARY KEY,
  shop TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  seq INTEGER NOT NULL
) STRICT;

CREATE TABLE users (
  shop INTEGER NOT NULL REFERENCES shops,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  PRIMARY KEY (shop, id)
) STRICT, WITHOUT ROWID;

-- Small on purpose: every commit rewrites the rows of the documents that it touched.
CREATE TABLE documents (
  n INTEGER PRIMARY KEY,
  shop INTEGER NOT NULL REFERENCES shops,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  head INTEGER NOT NULL,
  snapshot INTEGER NOT NULL DEFAULT 0,
  damaged INTEGER NOT NULL DEFAULT 0,
  UNIQUE (shop, kind, id)
) STRICT;
CREATE INDEX documents_by_head ON documents (shop, head, kind);

CREATE TABLE log (
  document INTEGER NOT NULL REFERENCES documents,
  seq INTEGER NOT NULL,
  prev INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  author TEXT NOT NULL,
  at INTEGER NOT NULL,
  crc INTEGER NOT NULL,
  PRIMARY KEY (document, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE snapshots (
  document INTEGER PRIMARY KEY REFERENCES documents,
  seq INTEGER NOT NULL,
  packing INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  crc INTEGER NOT NULL
) STRICT;

CREATE TABLE projected (
  document INTEGER PRIMARY KEY REFERENCES documents,
  seq INTEGER NOT NULL,
  json TEXT NOT NULL,
  crc INTEGER NOT NULL
) STRICT;

CREATE TABLE claims (
  document INTEGER NOT NULL REFERENCES documents,
  client INTEGER NOT NULL,
  user TEXT NOT NULL,
  PRIMARY KEY (document, client)
) STRICT, WITHOUT ROWID;

CREATE TABLE quarantined (
  n INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES documents,
  what TEXT NOT NULL,
  kind TEXT NOT NULL,
  seq INTEGER NOT NULL,
  prev INTEGER,
  packing INTEGER,
  bytes BLOB,
  author TEXT,
  at INTEGER,
  crc INTEGER,
  healed INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX quarantined_of_document ON quarantined (document, seq);
`;

/** Who changed what, kept apart from the bytes (section HIST of docs/SPEC.md). */
const history = `
ALTER TABLE log ADD COLUMN through TEXT NOT NULL DEFAULT '';
ALTER TABLE quarantined ADD COLUMN through TEXT;

CREATE TABLE history (
  document INTEGER NOT NULL REFERENCES documents,
  version INTEGER NOT NULL,
  part INTEGER NOT NULL,
  at INTEGER NOT NULL,
  author TEXT NOT NULL,
  through TEXT NOT NULL,
  changes TEXT NOT NULL,
  crc INTEGER NOT NULL,
  PRIMARY KEY (document, version, part)
) STRICT, WITHOUT ROWID;
CREATE INDEX history_by_age ON history (at);
`;

/** Edits that were written back, with what they said (section QUAR of docs/SPEC.md). */
const refused = `
CREATE TABLE refused (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  shop INTEGER NOT NULL REFERENCES shops,
  kind TEXT NOT NULL,
  entity TEXT NOT NULL,
  id TEXT NOT NULL,
  field TEXT NOT NULL,
  rule TEXT NOT NULL,
  value TEXT NOT NULL,
  count INTEGER NOT NULL,
  author TEXT NOT NULL,
  role TEXT NOT NULL,
  through TEXT NOT NULL,
  at INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'open',
  settled_by TEXT,
  settled_at INTEGER,
  crc INTEGER NOT NULL,
  UNIQUE (shop, id)
) STRICT;
CREATE INDEX refused_of_author ON refused (shop, author, n);
`;

/** Which records ask a person, and which rows are behind (rule STORE-19). */
const inReview = `
ALTER TABLE projected ADD COLUMN review TEXT NOT NULL DEFAULT '';
UPDATE projected SET review = json_extract(json, '$.review')
  WHERE json_valid(json) AND json_array_length(json, '$.review') > 0;
CREATE INDEX in_review ON projected (document) WHERE review <> '';
CREATE TABLE unprojected (document INTEGER PRIMARY KEY REFERENCES documents) STRICT;
INSERT INTO unprojected SELECT d.n FROM documents d LEFT JOIN projected p ON p.document = d.n
  WHERE p.seq IS NULL OR p.seq < d.head;
`;

/** The next number of each series of a shop's (section NUMBER of docs/SPEC.md); none before the first was handed out. */
const numbers = `
CREATE TABLE numbers (
  shop INTEGER NOT NULL REFERENCES shops,
  series TEXT NOT NULL,
  next INTEGER NOT NULL,
  PRIMARY KEY (shop, series)
) STRICT, WITHOUT ROWID;
`;

/** What derived fields follow from, and how far they have (section DERIVE of docs/SPEC.md). */
const derivation = `
CREATE TABLE derived (
  shop INTEGER PRIMARY KEY REFERENCES shops,
  seq INTEGER NOT NULL
) STRICT;

CREATE TABLE facts (
  document INTEGER PRIMARY KEY REFERENCES documents,
  shop INTEGER NOT NULL REFERENCES shops,
  kind TEXT NOT NULL,
  target TEXT,
  value TEXT NOT NULL
) STRICT;
CREATE INDEX facts_by_target ON facts (shop, kind, target) WHERE target IS NOT NULL;

CREATE TABLE due (
  shop INTEGER NOT NULL REFERENCES shops,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY (shop, kind, id)
) STRICT, WITHOUT ROWID;
`;

/** Secrets of records, sealed, and what was done with them (section SECRET of docs/SPEC.md). */
const secrets = `
CREATE TABLE secrets (
  document INTEGER NOT NULL REFERENCES documents,
  secret TEXT NOT NULL,
  key TEXT NOT NULL,
  nonce BLOB NOT NULL,
  bytes BLOB NOT NULL,
  author TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (document, secret)
) STRICT, WITHOUT ROWID;
CREATE INDEX secrets_by_key ON secrets (key);

CREATE TABLE secret_events (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  document INTEGER NOT NULL REFERENCES documents,
  secret TEXT NOT NULL,
  act TEXT NOT NULL,
  author TEXT NOT NULL,
  at INTEGER NOT NULL,
  reason TEXT NOT NULL
) STRICT;
CREATE INDEX secret_events_of_document ON secret_events (document, n);
`;

/** Users whose tokens open nothing any more. */
const revoked = `ALTER TABLE users ADD COLUMN revoked INTEGER NOT NULL DEFAULT 0`;

/** What was turned away as hostile or broken. */
const audit = `
CREATE TABLE audit (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  shop INTEGER NOT NULL REFERENCES shops,
  at INTEGER NOT NULL,
  user TEXT NOT NULL,
  session TEXT NOT NULL,
  through TEXT NOT NULL,
  record TEXT NOT NULL,
  rule TEXT NOT NULL,
  bytes INTEGER NOT NULL
) STRICT;
CREATE INDEX audit_of_shop ON audit (shop, n);
`;

/** Records whose names are burnt, that this happened, and the files that go with them (section ERASE of docs/SPEC.md). */
const erasures = `
-- The erasure that a document went with; then it is a name that is burnt, and nothing else.
ALTER TABLE documents ADD COLUMN erased INTEGER NOT NULL DEFAULT 0;
CREATE INDEX documents_erased ON documents (shop, head) WHERE erased > 0;

CREATE TABLE erasures (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  shop INTEGER NOT NULL REFERENCES shops,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  by TEXT NOT NULL,
  at INTEGER NOT NULL,
  records TEXT NOT NULL,
  kept INTEGER NOT NULL,
  files INTEGER NOT NULL
) STRICT;

CREATE TABLE erased_files (
  shop INTEGER NOT NULL REFERENCES shops,
  file TEXT NOT NULL,
  seq INTEGER NOT NULL,
  removed INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (shop, file)
) STRICT, WITHOUT ROWID;
`;

const cutEdits = `
ALTER TABLE refused ADD COLUMN cut INTEGER NOT NULL DEFAULT 0;
`;

/** How people sign in, as hashes; and shops whose people do not come in (sections ACCOUNT, SESSION and SHOP of docs/SPEC.md). */
const accounts = `
ALTER TABLE shops ADD COLUMN suspended INTEGER NOT NULL DEFAULT 0;

CREATE TABLE accounts (
  shop INTEGER NOT NULL REFERENCES shops,
  user TEXT NOT NULL,
  password TEXT,
  password_at INTEGER,
  pin TEXT,
  pin_tries INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (shop, user)
) STRICT, WITHOUT ROWID;

CREATE TABLE invitations (
  shop INTEGER NOT NULL REFERENCES shops,
  user TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  by TEXT NOT NULL,
  at INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  PRIMARY KEY (shop, user)
) STRICT;

CREATE TABLE devices (
  id TEXT PRIMARY KEY,
  shop INTEGER NOT NULL REFERENCES shops,
  user TEXT NOT NULL,
  token TEXT NOT NULL,
  previous TEXT,
  device TEXT NOT NULL,
  made INTEGER NOT NULL,
  used INTEGER NOT NULL,
  expires INTEGER NOT NULL
) STRICT;
CREATE INDEX devices_of_user ON devices (shop, user);
`;

/** How far the edits under each client id went (rule STORE-26); not known of those from before. */
const reaches = `ALTER TABLE claims ADD COLUMN reach INTEGER`;

/** Which replicas were here, and what they told of themselves (rule STORE-50). */
const replicas = `
CREATE TABLE replicas (
  shop INTEGER NOT NULL REFERENCES shops,
  user TEXT NOT NULL,
  id TEXT NOT NULL,
  device TEXT NOT NULL,
  schema TEXT NOT NULL,
  seen INTEGER NOT NULL,
  reached INTEGER NOT NULL,
  records INTEGER NOT NULL,
  edits INTEGER NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (shop, user, id)
) STRICT, WITHOUT ROWID;
`;

/** Bounds of one shop, as JSON. */
const quotas = `ALTER TABLE shops ADD COLUMN quotas TEXT NOT NULL DEFAULT '{}'`;

/**
 * How many bytes the log and the snapshots of each shop are. What is appended is added by the writer, which has the shop at hand;
 * what goes, and snapshots, by these triggers, wherever that happens.
 */
const logBytes = `
ALTER TABLE shops ADD COLUMN log_bytes INTEGER NOT NULL DEFAULT 0;
UPDATE shops SET log_bytes =
  (SELECT coalesce(sum(length(l.bytes)), 0) FROM documents d JOIN log l ON l.document = d.n WHERE d.shop = shops.n) +
  (SELECT coalesce(sum(length(s.bytes)), 0) FROM documents d JOIN snapshots s ON s.document = d.n WHERE d.shop = shops.n);
CREATE TRIGGER log_goes AFTER DELETE ON log BEGIN
  UPDATE shops SET log_bytes = log_bytes - length(old.bytes)
    WHERE n = (SELECT shop FROM documents WHERE n = old.document);
END;
CREATE TRIGGER snapshot_comes AFTER INSERT ON snapshots BEGIN
  UPDATE shops SET log_bytes = log_bytes + length(new.bytes)
    WHERE n = (SELECT shop FROM documents WHERE n = new.document);
END;
CREATE TRIGGER snapshot_goes AFTER DELETE ON snapshots BEGIN
  UPDATE shops SET log_bytes = log_bytes - length(old.bytes)
    WHERE n = (SELECT shop FROM documents WHERE n = old.document);
END;
`;

/**
 * Where records are, of shops that keep their locations apart (section PLACE of docs/SPEC.md), and which files rows show. Of what
 * is there already the rows say it; a record without one is seen by nobody who is of some locations only, until there is one.
 */
const places = `
CREATE TABLE locations (
  shop INTEGER NOT NULL REFERENCES shops,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (shop, id)
) STRICT, WITHOUT ROWID;
ALTER TABLE shops ADD COLUMN apart INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN locations TEXT NOT NULL DEFAULT '[]';

ALTER TABLE documents ADD COLUMN place TEXT NOT NULL DEFAULT '';
ALTER TABLE documents ADD COLUMN arrived INTEGER NOT NULL DEFAULT 0;
CREATE INDEX documents_arrived ON documents (shop, arrived) WHERE arrived > 0;

CREATE TABLE placed (
  document INTEGER PRIMARY KEY REFERENCES documents,
  shop INTEGER NOT NULL REFERENCES shops,
  own TEXT NOT NULL,
  parent TEXT NOT NULL,
  by TEXT NOT NULL
) STRICT;
CREATE INDEX placed_by_parent ON placed (shop, parent) WHERE parent <> '';

CREATE TABLE departures (
  document INTEGER NOT NULL REFERENCES documents,
  place TEXT NOT NULL,
  shop INTEGER NOT NULL REFERENCES shops,
  seq INTEGER NOT NULL,
  PRIMARY KEY (document, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX departures_of_shop ON departures (shop, seq);

CREATE TABLE file_uses (
  document INTEGER NOT NULL REFERENCES documents,
  shop INTEGER NOT NULL REFERENCES shops,
  file TEXT NOT NULL,
  PRIMARY KEY (document, file)
) STRICT, WITHOUT ROWID;
CREATE INDEX file_uses_of_file ON file_uses (shop, file);

UPDATE documents SET place = '@' WHERE kind IN ('order', 'device', 'ticket', 'item', 'appointment');
INSERT INTO placed SELECT n, shop, own, CASE WHEN own = '' THEN parent ELSE '' END, '' FROM (
  SELECT d.n, d.shop,
    CASE WHEN d.kind IN ('order', 'item', 'appointment') OR (d.kind = 'device' AND json_extract(p.json, '$.fields.order') IS NULL)
      THEN coalesce(json_extract(p.json, '$.fields.location'), '') ELSE '' END AS own,
    CASE WHEN d.kind IN ('device', 'ticket', 'appointment') AND json_extract(p.json, '$.fields.order') IS NOT NULL
      THEN 'order/' || json_extract(p.json, '$.fields.order')
      WHEN d.kind = 'appointment' AND json_extract(p.json, '$.fields.device') IS NOT NULL
      THEN 'device/' || json_extract(p.json, '$.fields.device') ELSE '' END AS parent
  FROM documents d JOIN projected p ON p.document = d.n
  WHERE d.kind IN ('order', 'device', 'ticket', 'item', 'appointment') AND json_valid(p.json));
UPDATE documents SET place = (SELECT own FROM placed WHERE document = documents.n)
  WHERE n IN (SELECT document FROM placed WHERE parent = '');
UPDATE documents SET place = coalesce((SELECT o.place FROM placed p JOIN documents o
    ON o.shop = p.shop AND o.kind = 'order' AND 'order/' || o.id = p.parent WHERE p.document = documents.n), place)
  WHERE n IN (SELECT document FROM placed WHERE parent LIKE 'order/%');
UPDATE documents SET place = coalesce((SELECT o.place FROM placed p JOIN documents o
    ON o.shop = p.shop AND o.kind = 'device' AND 'device/' || o.id = p.parent WHERE p.document = documents.n), place)
  WHERE n IN (SELECT document FROM placed WHERE parent LIKE 'device/%');
INSERT INTO file_uses SELECT DISTINCT n, shop, file FROM (
  SELECT d.n, d.shop, f.value AS file FROM documents d JOIN projected p ON p.document = d.n,
    json_each(p.json, '$.fields.photosBefore') f WHERE d.kind = 'device' AND json_valid(p.json) AND f.type = 'text'
  UNION ALL
  SELECT d.n, d.shop, f.value FROM documents d JOIN projected p ON p.document = d.n,
    json_each(p.json, '$.fields.photosAfter') f WHERE d.kind = 'device' AND json_valid(p.json) AND f.type = 'text'
  UNION ALL
  SELECT d.n, d.shop, json_extract(p.json, '$.fields.signature') FROM documents d JOIN projected p ON p.document = d.n
    WHERE d.kind = 'order' AND json_valid(p.json) AND json_extract(p.json, '$.fields.signature') <> '');
`;

/** What programs asked for and is done, and whom to tell of what moved. */
const programs = `
CREATE TABLE operations (
  shop INTEGER NOT NULL REFERENCES shops (n),
  user TEXT NOT NULL,
  id TEXT NOT NULL,
  digest TEXT NOT NULL,
  kind TEXT NOT NULL,
  entity TEXT NOT NULL,
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  PRIMARY KEY (shop, user, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX operations_by_age ON operations (at);
CREATE TABLE webhooks (
  shop INTEGER NOT NULL REFERENCES shops (n),
  id TEXT NOT NULL,
  url TEXT NOT NULL,
  secret TEXT NOT NULL,
  kinds TEXT NOT NULL,
  by TEXT NOT NULL,
  at INTEGER NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  cursor INTEGER NOT NULL,
  failing INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  next INTEGER NOT NULL,
  PRIMARY KEY (shop, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE deliveries (
  n INTEGER PRIMARY KEY,
  shop INTEGER NOT NULL REFERENCES shops (n),
  hook TEXT NOT NULL,
  event TEXT NOT NULL,
  kind TEXT NOT NULL,
  entity TEXT NOT NULL,
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  status INTEGER NOT NULL,
  error TEXT NOT NULL,
  took INTEGER NOT NULL
) STRICT;
CREATE INDEX deliveries_by_hook ON deliveries (shop, hook, n);
`;

/** What an identity provider is asked again with for a device, sealed. */
const upstream = `ALTER TABLE devices ADD COLUMN upstream TEXT NOT NULL DEFAULT ''`;

/** What a replica counted of its syncing, as JSON; empty where it told none. */
const replicaCounts = `ALTER TABLE replicas ADD COLUMN counts TEXT NOT NULL DEFAULT ''`;

/** Of a shop that came out of a file: it is another store for its devices, and takes back what they have beyond it. */
const imported = `
ALTER TABLE shops ADD COLUMN epoch TEXT NOT NULL DEFAULT '';
ALTER TABLE shops ADD COLUMN takes_back INTEGER NOT NULL DEFAULT 0;
`;

/** What is under way with a shop that is half made or half gone. */
const unfinished = `
ALTER TABLE shops ADD COLUMN unfinished TEXT NOT NULL DEFAULT '';
`;

/** When a shop was made, in milliseconds, so that tokens of one of its name before it open nothing of it; 0 for those from before. */
const made = `ALTER TABLE shops ADD COLUMN made INTEGER NOT NULL DEFAULT 0`;

/** What an identity provider said last of what somebody may do, as JSON; empty where it said nothing. */
const providerSaid = `ALTER TABLE accounts ADD COLUMN provider_said TEXT NOT NULL DEFAULT ''`;

/** What was written, noted a second time (rule STORE-80); filled when it is first opened (`row-sums.ts`). */
const rowSums = `
CREATE TABLE sums (
  name TEXT NOT NULL,
  key TEXT NOT NULL,
  shop INTEGER NOT NULL,
  sum INTEGER NOT NULL,
  PRIMARY KEY (name, key, shop)
) STRICT, WITHOUT ROWID;
ALTER TABLE documents ADD COLUMN told INTEGER NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN claimed INTEGER NOT NULL DEFAULT 0;
`;

/** To whom something was done; empty for nobody. Lines about connections that the operator closed named whose they were as who did it. */
const auditWhom = `
ALTER TABLE audit ADD COLUMN whom TEXT NOT NULL DEFAULT '';
UPDATE audit SET whom = user, user = '@operator' WHERE rule = 'disconnected';
`;

/** What was done to one record: its program has seen that, and it goes with the record. */
const operationsByRecord = `
CREATE INDEX operations_by_record ON operations (shop, kind, entity, user, version);
`;

/**
 * What a provider said of somebody stays with them when how they sign in is forgotten, beside when the shop itself said last what
 * they may do, in milliseconds; 0 for what was said before this.
 */
const saidOfUsers = `
ALTER TABLE users ADD COLUMN provider_said TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN role_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN locations_at INTEGER NOT NULL DEFAULT 0;
UPDATE users SET provider_said = coalesce(
  (SELECT provider_said FROM accounts a WHERE a.shop = users.shop AND a.user = users.id), '');
ALTER TABLE accounts DROP COLUMN provider_said;
`;

/** What a line says of whom it is about, in words; empty where it says nothing. */
const auditWhat = `ALTER TABLE audit ADD COLUMN what TEXT NOT NULL DEFAULT ''`;

export const migrations: readonly string[] = [
  first,
  history,
  refused,
  inReview,
  numbers,
  derivation,
  secrets,
  revoked,
  audit,
  erasures,
  cutEdits,
  accounts,
  reaches,
  replicas,
  quotas,
  logBytes,
  places,
  programs,

  upstream,
  replicaCounts,
  imported,
  unfinished,
  made,
  providerSaid,
  rowSums,
  auditWhom,
  operationsByRecord,
  saidOfUsers,
  auditWhat,
];

/** The store was written by a newer version of this program, whose tables this one does not know. */
export class StoreTooNew extends Error {
  override readonly name = 'StoreTooNew';
}

/**
 * Brings the file to the present form: all steps that are new to it, with one fsync. Safe to run from two processes at once: it
 * looks again at the version after it got the write lock.
 * @throws StoreTooNew
 */
export function migrate(connection: Connection, steps: readonly string[] = migrations): void {
  const missing = (): readonly string[] => {
    const found = version(connection);
    if (found > steps.length)
      throw new StoreTooNew(`The store has version ${found}; this program knows ${steps.length}.`);
    return steps.slice(found);
  };
  if (missing().length === 0) return;
  connection.transaction('write', () => {
    for (const step of missing()) connection.exec(step);
    connection.exec(`PRAGMA user_version = ${steps.length}`);
  });
}

const version = (connection: Connection): number =>
  connection.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0;
