import { expect, it } from 'vitest';
import { verify, type Drift } from '../../server/bridge/verify.ts';
import { differences, hasNoOrder, longestMessage } from './equal.ts';
import { tables } from './legacy-model.ts';
import { soak, type World } from './soak.ts';
import { nameOf } from './world.ts';

const seeds = Number(process.env['SOLDER_RUNS'] ?? 8);
const first = Number(process.env['SOLDER_SEED'] ?? 1);
const steps = Number(process.env['SOLDER_STEPS'] ?? 1_000);

/** A message that no message here can be is told, and stays there. */
const isTooLong = ({ field, cause, theirs }: Drift): boolean =>
  field === 'messages' && cause === 'unreadable-there' && String(theirs).length > longestMessage;

const cannotBeThere = (world: World, { kind, id, cause }: Drift): boolean =>
  cause === 'only-here' && id !== null && hasNoOrder(world, nameOf(kind, id));

/** What it names is not there any more. */
const isDangling = ({ legacy }: World, { cause, field, theirs }: Drift): boolean => {
  const table = tables.find((each) => each === `${field}s`);
  return cause === 'unknown-reference' && table !== undefined && !legacy.rows[table].has(String(theirs));
};

it(
  `BRIDGE-19: both sides are equal when all is well again, in ${seeds} runs of ${steps} steps, from seed ${first} on`,
  async () => {
    for (let seed = first; seed < first + seeds; seed++) {
      const world = await soak({ seed, steps });
      const report = await verify(world.bridge);
      const drift = report.differences.filter(
        (each) =>
          each.cause !== 'in-review' &&
          !isTooLong(each) &&
          !cannotBeThere(world, each) &&
          !isDangling(world, each),
      );
      const found = [...(await differences(world)), ...drift.map((each) => JSON.stringify(each))];
      if (found.length > 0) console.error(`seed ${seed}:\n${world.told.slice(-200).join('\n')}`);
      expect({ seed, found }).toEqual({ seed, found: [] });
    }
  },
  60_000 + seeds * steps * 20,
);
