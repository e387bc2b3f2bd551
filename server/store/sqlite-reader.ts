/**
 * The reader thread: a connection that cannot write, so that a read waits neither for an fsync nor for the event
 * loop. It sees everything whose write was acknowledged before the read was asked for.
 */
import { workerData } from 'node:worker_threads';
import { never } from '../../shared/lib/assert.ts';
import { systemTime } from '../../shared/lib/time.ts';
import { readAccount } from './accounts.ts';
import { answerCalls } from './answer-calls.ts';
import { readAudit } from './audit-lines.ts';
import type { ReadCall } from './calls.ts';
import type { Connection } from './connection.ts';
import { readDerivation, readFacts, readMoved } from './derivation.ts';
import { isErased, readErasedFor, readErasures, readUnfinished } from './erasures.ts';
import { readHistory } from './history.ts';
import { readInReview } from './in-review.ts';
import { readLocations } from './locations.ts';
import { readFilePlaces, readPlace } from './places.ts';
import { countRecords, hasShop, logBytes, readShop, readShops, readUser, readUsers } from './people.ts';
import { KeptPages } from './kept-pages.ts';
import { readDocument } from './read-document.ts';
import { readProgram } from './programs.ts';
import { readRefused } from './refused-edits.ts';
import { PageReader } from './read-page.ts';
import { readReplicas } from './replicas.ts';
import { readRow, readRows } from './rows.ts';
import { readSecret, readSecretEvents, readSecretFacts, readSecretsNotUnder } from './secrets.ts';
import type { ThreadOptions } from './thread-messages.ts';

function answer(connection: Connection, pages: PageReader, call: ReadCall): unknown {
  switch (call.do) {
    case 'load':
      return connection.transaction('read', () => {
        const read = readDocument(connection, call.name);
        return { ...read, erased: !read.document && isErased(connection, call.name) };
      });
    case 'is-erased':
      return isErased(connection, call.name);
    case 'erasures':
      return readErasures(connection, call.shop);
    case 'erased-for':
      return readErasedFor(connection, call.shop, call.subject);
    case 'unfinished-erasures':
      return connection.transaction('read', () => readUnfinished(connection));
    case 'in-review':
      return connection.transaction('read', () => readInReview(connection, call.query));
    case 'audit':
      return readAudit(connection, call.query);
    case 'refused':
      return readRefused(connection, call.query);
    case 'history':
      return connection.transaction('read', () => readHistory(connection, call.query));
    case 'page':
      return pages.read(call.query);
    case 'forget-pages':
      return pages.forget();
    case 'moved':
      return connection.transaction('read', () => readMoved(connection, call.query));
    case 'facts':
      return connection.transaction('read', () => readFacts(connection, call.query));
    case 'derivation':
      return connection.transaction('read', () => readDerivation(connection, call.shop, call.limit));
    case 'secret':
      return readSecret(connection, call.place);
    case 'secret-facts':
      return readSecretFacts(connection, call.name);
    case 'secret-events':
      return readSecretEvents(connection, call.name, call.limit);
    case 'secrets-not-under':
      return readSecretsNotUnder(connection, call.key, call.limit);
    case 'head':
      return connection.get<{ seq: number }>('SELECT seq FROM shops WHERE shop = ?', call.shop)?.seq ?? 0;
    case 'rows':
      return readRows(connection, call.query);
    case 'row':
      return readRow(connection, call.name);
    case 'has-shop':
      return hasShop(connection, call.shop);
    case 'replicas':
      return readReplicas(connection, call.shop);
    case 'shops':
      return readShops(connection);
    case 'shop':
      return readShop(connection, call.shop);
    case 'locations':
      return readLocations(connection, call.shop);
    case 'place':
      return readPlace(connection, call.name);
    case 'file-places':
      return readFilePlaces(connection, call.shop, call.file);
    case 'log-bytes':
      return logBytes(connection, call.shop);
    case 'record-count':
      return countRecords(connection, call.shop);
    case 'program-read':
      return readProgram(connection, call.call);
    case 'account-read':
      return readAccount(connection, call.call);
    case 'user':
      return readUser(connection, call.shop, call.id);
    case 'users':
      return readUsers(connection, call.shop);
    case 'beat':
      return connection.get<{ value: string }>(`SELECT value FROM meta WHERE name = 'beat'`)?.value;
    default:
      return never(call, 'a call that the reader does not know');
  }
}

// A thread is a program of its own, and is handed nothing but texts and numbers.
const kept = new KeptPages(systemTime);

answerCalls(
  workerData as ThreadOptions,
  (connection) => {
    const pages = new PageReader(connection, kept);
    return (call) => answer(connection, pages, call);
  },
  () => kept.clear(),
);
