/** That nothing which is done for each entry goes through a shop: what SQLite means to do is asked of every statement. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { SQLInputValue } from 'node:sqlite';
import { commit } from './commit.ts';
import { Connection } from './connection.ts';
import { documentNamed, entry } from './entries-scene.ts';
import { candidates, headsWithin } from './page-candidates.ts';
import { prepare } from './row-sums.ts';

/** Tables that are as long as a shop is large, by the names that statements give them. */
const long = /^SCAN (?:d|l|p|s|documents|log|placed|projected|snapshots|claims|history)\b|TEMP B-TREE/;

class Watched extends Connection {
  readonly plans: string[] = [];

  override get<T>(sql: string, ...values: SQLInputValue[]): Readonly<T> | undefined {
    this.#note(sql, values);
    return super.get<T>(sql, ...values);
  }

  override all<T>(sql: string, ...values: SQLInputValue[]): T[] {
    this.#note(sql, values);
    return super.all<T>(sql, ...values);
  }

  override each<T>(sql: string, ...values: SQLInputValue[]): Iterable<T> {
    this.#note(sql, values);
    return super.each<T>(sql, ...values);
  }

  override run(sql: string, ...values: SQLInputValue[]): number {
    this.#note(sql, values);
    return super.run(sql, ...values);
  }

  #note(sql: string, values: readonly SQLInputValue[]): void {
    const plan = super.all<{ readonly detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...values);
    this.plans.push(...plan.map(({ detail }) => `${detail} in ${sql}`).filter((line) => long.test(line)));
  }
}

const row = (fields: object): string =>
  JSON.stringify({ kind: 'device', id: 'd', at: 1, deleted: false, review: [], fields });

async function watched(): Promise<Watched & AsyncDisposable> {
  const folder = await mkdtemp(path.join(tmpdir(), 'solder-store-'));
  const connection = new Watched({ file: path.join(folder, 'store'), mode: 'write', busyTimeout: 1_000 });
  prepare(connection);
  connection.plans.length = 0;
  return Object.assign(connection, {
    async [Symbol.asyncDispose]() {
      connection.close();
      await rm(folder, { recursive: true, force: true });
    },
  });
}

it('STORE-7: nothing is sorted or gone through for a page but what is in it', async () => {
  await using connection = await watched();
  for (const filter of [
    { where: '', values: [] },
    { where: ' AND d.kind IN (SELECT value FROM json_each(?))', values: ['["order"]'] },
  ]) {
    expect([...candidates(connection, 1, 8, filter)]).toEqual([]);
    expect(headsWithin(connection, 1, { after: 0, until: 9 }, filter).size).toBe(0);
  }
  expect(connection.plans).toEqual([]);
});

it('STORE-60: what an entry costs follows from what goes with it, not from how many records there are', async () => {
  await using connection = await watched();
  const order = documentNamed('order/o');
  const device = documentNamed('device/d');
  commit(connection, [{ do: 'create-shop', shop: order.shop, title: 'Demo', made: 1 }]);
  connection.plans.length = 0;
  const outcomes = commit(connection, [
    { do: 'append', entries: [entry(order, '1', { row: row({ location: 'north' }), changes: '[]' })] },
    {
      do: 'append',
      entries: [1, 2].map((client) =>
        entry(device, '2', {
          row: row({ order: 'o', photos: [] }),
          changes: '[]',
          claims: [{ client, user: 'ana' as never }],
          reached: [{ client, clock: 1 }],
        }),
      ),
    },
    { do: 'append', entries: [entry(order, '3', { row: row({ location: 'south' }), changes: '[]' })] },
  ]);
  expect(outcomes.map(({ result }) => result)).toEqual(['done', 'done', 'done']);
  expect(connection.plans).toEqual([]);
});
