/** `solder doc ls`, `show`, `history` and `export`: looking at records, beside a running relay and without one. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseShop } from '../../shared/lib/ids.ts';
import type { HistoryEntry } from '../../shared/document/history/change.ts';
import { readConfig } from '../read-config.ts';
import { documentFacts, documentState, hasShopNamed, listDocuments } from '../inspect/documents.ts';
import { historyPage } from '../relay/record-history.ts';
import type { Connection } from '../store/connection.ts';
import { readHistory } from '../store/history.ts';
import { openForReading } from '../store/open-for-reading.ts';
import type { Damage } from '../store/store.ts';
import { documentNamed } from './document-name.ts';
import { exitCodes, Failure } from './failure.ts';
import { requireFolder } from './require-folder.ts';
import { countText, sizeText } from './sizes.ts';
import { inTable } from './table.ts';
import type { Terminal } from './terminal.ts';

export interface ListOptions {
  readonly shop: string;
  readonly kind?: string;
  readonly damaged: boolean;
  readonly largest: boolean;
  readonly limit: string;
  readonly json: boolean;
}

interface Json {
  readonly json: boolean;
}

export async function listCommand(options: ListOptions, terminal: Terminal): Promise<void> {
  const { shop: named, kind, damaged, largest, json } = options;
  const limit = countIn(options.limit);
  const shop = parseShop(named);
  if (!shop)
    throw new Failure(`"${named}" is no name for a shop: use a-z, 0-9 and hyphens.`, exitCodes.usage);
  const { documents, all } = await reading(terminal, (connection) => {
    if (!hasShopNamed(connection, shop)) throw new Failure(`There is no shop "${shop}".`);
    return listDocuments(connection, { shop, damaged, largest, limit, ...(kind !== undefined && { kind }) });
  });
  if (json) return terminal.out(`${JSON.stringify({ all, documents })}\n`);
  const rows = documents.map(({ kind, id, head, entries, bytes, damaged }) => [
    `${shop}/${kind}/${id}`,
    sizeText(bytes),
    countText(entries, 'entry', 'entries'),
    `number ${head}`,
    damaged ? 'damaged' : '',
  ]);
  if (rows.length > 0) terminal.out(`${inTable(rows)}\n`);
  terminal.out(`${documents.length} of ${countText(all, 'record')}.\n`);
}

export async function showCommand(named: string, { json }: Json, terminal: Terminal): Promise<void> {
  const name = documentNamed(named);
  const facts = await reading(terminal, (connection) => documentFacts(connection, name));
  if (!facts) throw noRecord(named);
  if (json) return terminal.out(`${JSON.stringify({ name: named, ...facts })}\n`);
  const { head, snapshot, entries, bytes, clients, authors, damage, waits, secrets, row } = facts;
  const shown = Object.entries(row.fields).filter(([, value]) => value !== null && value !== '');
  terminal.out(
    [
      `${named}${row.deleted ? ' (deleted)' : ''}`,
      `  newest number ${head}, folded up to ${snapshot}, ${countText(entries, 'entry', 'entries')} since`,
      `  ${sizeText(bytes)}, written in ${countText(clients, 'session')} by ${authors.join(', ') || 'nobody known'}`,
      ...(secrets.length > 0 ? [`  sealed: ${secrets.join(', ')}`] : []),
      ...(waits ? ['  something in it waits for what is not here'] : []),
      ...damage.map((each) => `  ${describeDamage(each)}`),
      ...(row.review.length > 0 ? [`  in review: ${row.review.join(', ')}`] : []),
      ...shown.map(
        ([field, value]) => `  ${field}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
      ),
      '',
    ].join('\n'),
  );
}

export interface HistoryOptions extends Json {
  readonly limit: string;
}

export async function historyCommand(
  named: string,
  options: HistoryOptions,
  terminal: Terminal,
): Promise<void> {
  const name = documentNamed(named);
  const limit = countIn(options.limit);
  const page = await reading(terminal, (connection) =>
    historyPage(
      {
        history: async (query) =>
          connection.transaction('read', () => readHistory(connection, query).history),
      },
      name,
      { limit },
    ),
  );
  if (!page) throw noRecord(named);
  const { entries, next, lost } = page;
  if (options.json)
    return terminal.out(`${JSON.stringify({ name: named, entries, more: next !== undefined, lost })}\n`);
  for (const entry of entries) terminal.out(`${describeEntry(entry)}\n`);
  if (entries.length === 0) terminal.out('Nothing is told of it.\n');
  if (next) terminal.out('There are older entries: ask for more with --limit.\n');
  if (lost > 0) terminal.err(`${countText(lost, 'entry', 'entries')} cannot be read any more.\n`);
}

export async function exportCommand(
  named: string,
  file: string,
  { json }: Json,
  terminal: Terminal,
): Promise<void> {
  const name = documentNamed(named);
  const told = await reading(terminal, (connection) => {
    const facts = documentFacts(connection, name);
    const state = documentState(connection, name);
    return facts && state && { facts, state };
  });
  if (!told) throw noRecord(named);
  const { facts, state } = told;
  const exported = {
    format: 'solder-document',
    version: 1,
    name: named,
    head: facts.head,
    row: facts.row,
    // The whole document as a Yjs update (V1).
    update: Buffer.from(state).toString('base64'),
  };
  const to = path.resolve(file);
  await writeFile(to, `${JSON.stringify(exported)}\n`, { flag: 'wx', mode: 0o600 }).catch(
    (error: unknown) => {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
      throw new Failure(code === 'EEXIST' ? `${to} is there already.` : `${to} cannot be written (${code}).`);
    },
  );
  if (json)
    terminal.out(`${JSON.stringify({ name: named, file: to, head: facts.head, bytes: state.length })}\n`);
  else
    terminal.out(
      `${named} up to number ${facts.head} is in ${to}. It holds what the record holds; passcodes are not in it.\n`,
    );
}

async function reading<T>(terminal: Terminal, read: (connection: Connection) => T | Promise<T>): Promise<T> {
  const { data } = readConfig(terminal.env);
  await requireFolder(data);
  const connection = openForReading(data);
  try {
    return await read(connection);
  } finally {
    connection.close();
  }
}

function countIn(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text))
    throw new Failure(`--limit is "${text}", and should be a whole number from 1.`, exitCodes.usage);
  return Number(text);
}

const noRecord = (named: string): Failure => new Failure(`There is no record ${named}, or it was erased.`);

export const describeDamage = ({ kind, what, seq }: Damage): string =>
  `${what === 'log' ? 'the entry' : 'the snapshot'} with number ${seq} ${kind === 'missing' ? 'is missing' : 'fails its checksum'}`;

function describeEntry({ version, at, author, through, changes }: HistoryEntry): string {
  const what = changes.map((change) => ('field' in change ? `${change.type} ${change.field}` : change.type));
  return `${version}  ${new Date(at).toISOString()}  ${author} (${through})  ${what.join(', ')}`;
}
