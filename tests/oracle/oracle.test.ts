/**
 * Random histories of two to five people with spells without a network, over real replicas, a real relay and the code that
 * the app's pages write through. At every rest everybody's rows say what an independent model says: a conflict is shown
 * exactly when two writes were concurrent and differ.
 *
 * `SOLDER_RUNS=10000 npx -y pnpm@12 exec vitest run --project whole tests/oracle` makes more of them, from `SOLDER_SEED` on.
 */
import { expect, test } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import type { EntityName } from '../../shared/lib/ids.ts';
import { pick, randomInt, seededRandom } from '../../shared/lib/random.ts';
import type { LedgerSummary } from '../../shared/document/types.ts';
import { acts, fieldOf, registersOf } from './acts.ts';
import { makeWorld, names, records, type Person, type World } from './shop.ts';

const runs = Number(process.env['SOLDER_RUNS'] ?? 60);
/** Enough to look into. */
const mostFailures = 5;
const firstSeed = Number(process.env['SOLDER_SEED'] ?? 1);

/** What somebody's device shows of a record, and what it ought to show. */
function compare({ oracleOf }: World, { replica, at }: Person, name: EntityName, told: string): void {
  const row = replica.row(name);
  const oracle = oracleOf(name);
  const fields = registersOf[name.kind] ?? [];
  const asked = fields.filter(
    (field) => fieldOf(name, field).policy === 'review' && oracle.inReview(at, field),
  );
  const isAsked = oracle.deletionInReview(at, fields);
  expect({ at, review: [...(row?.review ?? [])].sort() }, told).toEqual({
    at,
    review: [...asked, ...(isAsked ? ['deleted'] : [])].sort(),
  });
  if (!row) return expect(oracle.isUntouched(at), told).toBe(true);
  for (const field of fields) {
    const values = oracle.values(at, field);
    const shown = row.fields[field] ?? null;
    expect(values.length === 0 ? [null] : values, `${told}: ${field}`).toContainEqual(shown);
  }
  const [set, ledger] = name.kind === 'ticket' ? ['tags', 'messages'] : ['accessories', 'parts'];
  expect(row.fields[set], told).toEqual(oracle.elements(at));
  expect((row.fields[ledger] as LedgerSummary).count, told).toBe(oracle.count(at));
  const notes = row.fields['notes'];
  const letters = typeof notes === 'string' ? notes.split('') : [];
  expect(letters.sort().join(''), told).toBe(oracle.letters(at));
}

const json = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).sort();

/** Every value that stands, and that of them the one is shown that MERGE-2 and MERGE-3 say: the highest stamp's. */
async function compareValues({ oracleOf }: World, { replica, at }: Person, name: EntityName, told: string) {
  const open = replica.open(name);
  await open.loaded;
  for (const field of registersOf[name.kind] ?? []) {
    const standing = open.entity.entries(field);
    const values = standing.map(({ value }) => value);
    expect(json(values), `${told}: ${field}`).toEqual(json(oracleOf(name).values(at, field)));
    const highest = Math.max(...standing.map(({ stamp }) => stamp));
    // Equal stamps are told apart by their authors: no two of them are of one person.
    const [winner] = standing
      .filter(({ stamp }) => stamp === highest)
      .sort((a, b) => (a.author < b.author ? 1 : -1));
    expect(replica.row(name)?.fields[field] ?? null, `${told}: ${field} shows`).toEqual(
      winner?.value ?? null,
    );
  }
  open.close();
}

/** Two at once, of whom neither hears of the other before both have written. */
async function atOnce(world: World, told: string[]): Promise<void> {
  const { random, network, people } = world;
  const online = people.filter(({ isOnline }) => isOnline);
  const release = network.hold();
  const name = pick(random, records);
  for (const person of online.slice(0, 2)) {
    const act = pick(random, [
      'set',
      'move',
      'several',
      'add',
      'remove',
      'append',
      'type',
      'undo',
      'settleOne',
      'remake',
    ]);
    told.push(`${person.user} ${act} ${name.id} at once: ${await acts[act]?.(world, person, name)}`);
  }
  release();
}

/** One history; how many conflicts it showed. */
async function run(seed: number): Promise<number> {
  const random = seededRandom(seed);
  const world = await makeWorld(random, randomInt(random, 2, names.length));
  const told: string[] = [];
  let conflicts = 0;
  const rest = async (): Promise<void> => {
    await world.settle();
    const story = `seed ${seed}: ${told.join(', ')}`;
    for (const person of world.people) for (const name of records) compare(world, person, name, story);
    for (const name of records) conflicts += world.people[0]?.replica.row(name)?.review.length ?? 0;
  };
  try {
    await world.settle();
    const all = Object.keys(acts);
    const steps = randomInt(random, 8, 22);
    for (let step = 0; step < steps; step++) {
      if (random() < 0.2) await atOnce(world, told);
      else {
        const [name, person] = [pick(random, all), pick(random, world.people)];
        const record = pick(random, records);
        told.push(
          `${person.user} ${name} ${record.id}: ${await must(acts[name], name)(world, person, record)}`,
        );
      }
      await rest();
    }
    for (const person of world.people) await acts['come']?.(world, person, must(records[0], 'a record'));
    await rest();
    const story = `seed ${seed}: ${told.join(', ')}`;
    for (const person of world.people) {
      expect(person.replica.refused(), story).toEqual([]);
      for (const name of records) await compareValues(world, person, name, story);
      for (const name of records)
        expect(person.replica.row(name), story).toEqual(world.people[0]?.replica.row(name));
    }
    return conflicts;
  } finally {
    await world.stop();
  }
}

test(
  `ORACLE-1: a conflict is shown exactly when two writes were concurrent and differ (${runs} histories from seed ${firstSeed})`,
  async () => {
    const failures: unknown[] = [];
    let conflicts = 0;
    for (let seed = firstSeed; seed < firstSeed + runs && failures.length < mostFailures; seed++) {
      try {
        conflicts += await run(seed);
      } catch (error) {
        failures.push(new Error(`seed ${seed}`, { cause: error }));
      }
    }
    if (failures.length > 0)
      throw new AggregateError(failures, `of ${runs} histories from seed ${firstSeed}`);
    // Otherwise nothing was tried.
    expect(conflicts).toBeGreaterThan(runs / 2);
  },
  60_000 + runs * 2_000,
);
