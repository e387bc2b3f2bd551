/** That a page costs what is in it: what is read for it comes out of indexes in their order. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { Connection } from './connection.ts';
import { migrate } from './migrations.ts';
import { candidates } from './page-candidates.ts';

it('STORE-7: nothing is sorted or gone through for a page but what is in it', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'solder-store-'));
  const connection = new Connection({ file: path.join(folder, 'store'), mode: 'write', busyTimeout: 1_000 });
  try {
    migrate(connection);
    const asked = vi.spyOn(connection, 'each');
    for (const filter of [
      { where: '', values: [] },
      { where: ' AND d.kind IN (SELECT value FROM json_each(?))', values: ['["order"]'] },
    ]) {
      expect([...candidates(connection, 1, 8, filter)]).toEqual([]);
    }
    expect(asked).toHaveBeenCalledTimes(4);
    for (const [sql, ...values] of asked.mock.calls) {
      const plan = connection
        .all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...values)
        .map(({ detail }) => detail);
      expect(plan.filter((detail) => /^SCAN (?!json_each)|TEMP B-TREE/.test(detail))).toEqual([]);
      expect(plan[0]).toMatch(/^SEARCH d USING INDEX/);
    }
  } finally {
    connection.close();
    await rm(folder, { recursive: true, force: true });
  }
});
