/**
 * Random histories of two to five people of all roles with spells without a network, over real replicas, a real relay and the
 * code that the app's pages write through; some try now and then what they may not. At every rest everybody's rows say what an
 * independent model says: a conflict is shown exactly when two allowed writes were concurrent and differ.
 *
 * `SOLDER_RUNS=10000 npx -y pnpm@12 exec vitest run --project whole tests/oracle` makes more of them, from `SOLDER_SEED` on.
 */
import { expect, test } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import type { EntityName } from '../../shared/lib/ids.ts';
import { pick, randomInt, seededRandom, type Random } from '../../shared/lib/random.ts';
import type { LedgerSummary } from '../../shared/document/types.ts';
import { acts } from './acts.ts';
import { compareRefusals } from './compare-refusals.ts';
import { fieldOf, ledgers, registersOf, setOf } from './rights.ts';
import { makeWorld, names, records, type Person, type World } from './shop.ts';

const runs = Number(process.env['SOLDER_RUNS'] ?? 60);
/** How often somebody tries what they may not. */
const forging = 0.4;
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
    const [winner] = oracle.standing(at, field);
    expect(row.fields[field] ?? null, `${told}: ${at} shows ${field}`).toEqual(winner?.value ?? null);
  }
  const [ledger] = must(ledgers[name.kind], 'a ledger');
  expect(row.fields[setOf(name)], told).toEqual(oracle.elements(at));
  expect((row.fields[ledger] as LedgerSummary).count, told).toBe(oracle.count(at));
  const notes = row.fields['notes'];
  const letters = typeof notes === 'string' ? notes.split('') : [];
  expect(letters.sort().join(''), told).toBe(oracle.letters(at));
}

/** Everything that stands is as it was written, by whom and when, and the one that the model says is first (MERGE-2, MERGE-3). */
async function compareEntries({ oracleOf }: World, { replica, at }: Person, name: EntityName, told: string) {
  const open = replica.open(name);
  await open.loaded;
  for (const field of registersOf[name.kind] ?? []) {
    const standing = oracleOf(name).standing(at, field);
    const entries = open.entity.entries(field);
    const written = entries.map(({ value, stamp, author }) => ({ value, stamp, author }));
    expect(written, `${told}: ${field} at ${at}`).toEqual(
      standing.map(({ value, stamp, author }) => ({ value, stamp, author })),
    );
  }
  open.close();
}

function someTwo(random: Random, online: readonly Person[]): readonly Person[] {
  if (online.length < 2) return online;
  const one = pick(random, online);
  return [
    one,
    pick(
      random,
      online.filter((each) => each !== one),
    ),
  ];
}

/** Two at once, of whom neither hears of the other before both have written. */
async function atOnce(world: World, told: string[]): Promise<void> {
  const { random, network, people } = world;
  const online = people.filter(({ isOnline }) => isOnline);
  const release = network.hold();
  const name = pick(random, records);
  for (const person of someTwo(random, online)) {
    person.forges = random() < forging;
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

/** One history; how many conflicts it showed, and how many edits were refused. */
async function run(seed: number): Promise<{ readonly conflicts: number; readonly refused: number }> {
  const random = seededRandom(seed);
  const world = await makeWorld(random, randomInt(random, 2, names.length));
  const told: string[] = [];
  let conflicts = 0;
  const cast = world.people.map(({ user, role }) => `${user} is ${role}`).join(', ');
  const storyOf = (): string => `seed ${seed}: ${cast}: ${told.join(', ')}`;
  const rest = async (): Promise<void> => {
    await world.settle();
    const story = storyOf();
    expect(world.watch.deceived, story).toEqual([]);
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
        person.forges = random() < forging;
        told.push(
          `${person.user} ${name} ${record.id}: ${await must(acts[name], name)(world, person, record)}`,
        );
      }
      await rest();
    }
    for (const person of world.people) await acts['come']?.(world, person, must(records[0], 'a record'));
    await rest();
    const story = storyOf();
    await compareRefusals(world, story);
    for (const person of world.people) {
      for (const name of records) await compareEntries(world, person, name, story);
      for (const name of records)
        expect(person.replica.row(name), story).toEqual(world.people[0]?.replica.row(name));
    }
    return { conflicts, refused: world.refusals.length };
  } finally {
    await world.stop();
  }
}

test(
  `ORACLE-1: a conflict is shown exactly when two allowed writes were concurrent and differ (${runs} histories from seed ${firstSeed})`,
  async () => {
    const failures: unknown[] = [];
    let conflicts = 0;
    let refused = 0;
    for (let seed = firstSeed; seed < firstSeed + runs && failures.length < mostFailures; seed++) {
      try {
        const showed = await run(seed);
        conflicts += showed.conflicts;
        refused += showed.refused;
      } catch (error) {
        failures.push(new Error(`seed ${seed}`, { cause: error }));
      }
    }
    if (failures.length > 0)
      throw new AggregateError(failures, `of ${runs} histories from seed ${firstSeed}`);
    // Otherwise nothing was tried.
    expect(conflicts).toBeGreaterThan(runs / 2);
    expect(refused).toBeGreaterThan(runs / 4);
  },
  60_000 + runs * 2_000,
);
