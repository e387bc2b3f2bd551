/** Rows as JSON in pages, and what came since, out of an SQLite table: the least that a REST pull of a shop can be. */
import { createServer } from 'node:http';
import Database from 'better-sqlite3';

const database = new Database(process.env.DATABASE, { readonly: true });
const page = database.prepare('SELECT seq, json FROM rows WHERE seq > ? ORDER BY seq LIMIT ?');

const server = createServer((request, response) => {
  const { searchParams } = new URL(request.url, 'http://rest');
  const after = Number(searchParams.get('since') ?? 0);
  const limit = Number(searchParams.get('limit') ?? 100);
  const rows = page.all(after, limit);
  const cursor = rows.at(-1)?.seq ?? after;
  response.setHeader('Content-Type', 'application/json');
  // They are stored as what is sent.
  response.end(`{"cursor":${cursor},"rows":[${rows.map(({ json }) => json).join()}]}`);
});
server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('listening'));
