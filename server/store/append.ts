/**
 * Appending inside of one write transaction. What a transaction touches more than once (a shop's number, a
 * document's head) is read at the first touch and written back once at the end, so a commit costs a few rows
 * however many entries share it. Nothing is remembered beyond the transaction: another process may write next.
 */
import { assert, must } from '../../shared/lib/assert.ts';
import type { ShopId } from '../../shared/lib/ids.ts';
import { entrySum } from './checksum.ts';
import type { Connection } from './connection.ts';
import { step } from './cursor.ts';
import { putChange } from './history.ts';
import { isOpenRefused, putRefused, settleRefused } from './refused-edits.ts';
import { markStale } from './in-review.ts';
import { placeAtFirst } from './place-table.ts';
import { putOperation } from './programs.ts';
import { putRow } from './rows.ts';
import { dropSecretOf } from './secrets.ts';
import type { DocumentName, LogEntry, Seq } from './store.ts';

interface OpenShop {
  readonly n: number;
  seq: Seq;
  moved: boolean;
  /** Bytes that were appended. */
  bytes: number;
}

/** A document as it is stored. */
interface FoundDocument {
  readonly n: number;
  readonly head: Seq;
  readonly erased: number;
}

interface OpenDocument {
  readonly n: number;
  /** Nobody saw it before. */
  readonly isNew: boolean;
  head: Seq;
  moved: boolean;
  /** How far clients go with what is appended. */
  readonly reached: Map<number, number>;
  row:
    | { readonly name: DocumentName; readonly json: string; readonly upTo: Seq; readonly author: string }
    | undefined;
}

export class Appending {
  readonly #connection: Connection;
  readonly #shops = new Map<string, OpenShop>();
  readonly #documents = new Map<string, OpenDocument>();
  /** What the last check found of those that are not open. */
  readonly #found = new Map<string, FoundDocument>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** All entries or, when one of their shops does not exist, none. */
  append(entries: readonly LogEntry[]): Seq[] {
    this.check(entries);
    return entries.map((entry) => this.#appendOne(entry));
  }

  /** Whether they can be appended, before anything of a call is written. */
  check(entries: readonly LogEntry[]): void {
    const settled = new Set<string>();
    this.#found.clear();
    for (const { name, settles } of entries) {
      const shop = this.#shop(name.shop);
      assert(shop, 'entries belong to a shop that exists');
      assert(!this.#isBurnt(shop, name), 'entries belong to a record that was not erased');
      if (!settles) continue;
      const key = `${name.shop}/${settles.id}`;
      const isOpen = !settled.has(key) && isOpenRefused(this.#connection, name.shop, settles.id);
      assert(isOpen, 'an edit is applied while it is open');
      settled.add(key);
    }
  }

  /** The next number of a shop, for what is no entry. */
  take(name: ShopId): Seq {
    const shop = must(this.#shop(name), 'a number is of a shop that exists');
    shop.seq += step;
    shop.moved = true;
    return shop.seq;
  }

  /** Writes back what moved; the last thing before the commit. */
  finish(): void {
    for (const { n, isNew, head, moved, reached, row } of this.#documents.values()) {
      if (moved) this.#connection.run('UPDATE documents SET head = ? WHERE n = ?', head, n);
      for (const [client, clock] of reached) {
        this.#connection.run(
          'UPDATE claims SET reach = max(coalesce(reach, 0), ?) WHERE document = ? AND client = ?',
          clock,
          n,
          client,
        );
      }
      if (row?.upTo !== head) markStale(this.#connection, n);
      if (!row) continue;
      const { name, json, upTo, author } = row;
      putRow(this.#connection, n, name, { row: json, upTo, author, isNew, take: () => this.take(name.shop) });
    }
    // Last: what came to another place with a row took numbers, too.
    for (const { n, seq, moved, bytes } of this.#shops.values()) {
      if (!moved) continue;
      this.#connection.run('UPDATE shops SET seq = ?, log_bytes = log_bytes + ? WHERE n = ?', seq, bytes, n);
    }
  }

  #appendOne(appended: LogEntry): Seq {
    const { name, update, author, at, through, claims, changes, refused = [], destroys = [] } = appended;
    const { settles, operation, row, reached = [] } = appended;
    const shop = this.#shop(name.shop);
    assert(shop, 'entries belong to a shop that exists');
    const seq = this.take(name.shop);
    shop.bytes += update.length;
    const { document, prev } = this.#document(shop, name, seq, author);
    const entry = { seq, prev, author, at: Math.trunc(at), through };
    this.#connection.run(
      'INSERT INTO log (document, seq, prev, bytes, author, at, through, crc) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      document.n,
      seq,
      prev,
      update,
      author,
      entry.at,
      through,
      entrySum(name, entry, update),
    );
    for (const { client, user } of claims) {
      // The first who wrote with a client id keeps it (rule ROOM-3).
      this.#connection.run(
        'INSERT INTO claims (document, client, user) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
        document.n,
        client,
        user,
      );
    }
    for (const { client, clock } of reached)
      document.reached.set(client, Math.max(clock, document.reached.get(client) ?? 0));
    for (const edit of refused) putRefused(this.#connection, shop.n, name, edit);
    if (settles) settleRefused(this.#connection, name.shop, settles.id, settles.settlement);
    if (operation) putOperation(this.#connection, operation, { name, version: seq, at: entry.at });
    for (const secret of destroys) {
      dropSecretOf(this.#connection, document.n, secret, {
        act: 'destroyed',
        author,
        at: entry.at,
        reason: '',
      });
    }
    if (changes !== undefined) {
      putChange(this.#connection, document.n, name, {
        version: seq,
        part: 0,
        at: entry.at,
        author,
        through,
        changes,
      });
    }
    if (row !== undefined) document.row = { name, json: row, upTo: seq, author };
    return seq;
  }

  #shop(shop: string): OpenShop | undefined {
    const open = this.#shops.get(shop);
    if (open) return open;
    const found = this.#connection.get<{ n: number; seq: Seq }>(
      'SELECT n, seq FROM shops WHERE shop = ?',
      shop,
    );
    if (!found) return undefined;
    const opened = { ...found, moved: false, bytes: 0 };
    this.#shops.set(shop, opened);
    return opened;
  }

  /** The document with its head moved to `seq`, and the head before. */
  #document(
    shop: OpenShop,
    name: DocumentName,
    seq: Seq,
    author: string,
  ): { document: OpenDocument; prev: Seq } {
    const key = keyOf(shop, name);
    const open = this.#documents.get(key);
    if (open) {
      const prev = open.head;
      open.head = seq;
      open.moved = true;
      return { document: open, prev };
    }
    const found = this.#found.get(key);
    const document: OpenDocument = found
      ? { n: found.n, isNew: false, head: seq, moved: true, reached: new Map(), row: undefined }
      : {
          n: this.#create(shop.n, name, seq, author),
          isNew: true,
          head: seq,
          moved: false,
          reached: new Map(),
          row: undefined,
        };
    this.#documents.set(key, document);
    return { document, prev: found?.head ?? 0 };
  }

  /** One that is written here is none: they are looked at before anything is. */
  #isBurnt(shop: OpenShop, name: DocumentName): boolean {
    const key = keyOf(shop, name);
    if (this.#documents.has(key)) return false;
    const found = this.#connection.get<FoundDocument>(
      'SELECT n, head, erased FROM documents WHERE shop = ? AND kind = ? AND id = ?',
      shop.n,
      name.kind,
      name.id,
    );
    if (found) this.#found.set(key, found);
    return found !== undefined && found.erased > 0;
  }

  #create(shop: number, { kind, id }: DocumentName, head: Seq, author: string): number {
    const created = this.#connection.get<{ n: number }>(
      'INSERT INTO documents (shop, kind, id, head, place) VALUES (?, ?, ?, ?, ?) RETURNING n',
      shop,
      kind,
      id,
      head,
      placeAtFirst(kind, author),
    );
    assert(created, 'an inserted document has a number');
    return created.n;
  }
}

const keyOf = ({ n }: OpenShop, { kind, id }: DocumentName): string => `${n}/${kind}/${id}`;
