import { expect, it } from 'vitest';
import { differences } from './equal.ts';
import { verify } from '../../server/bridge/verify.ts';
import { soak } from './soak.ts';

const seeds = Number(process.env['SOLDER_RUNS'] ?? 3);
const first = Number(process.env['SOLDER_SEED'] ?? 1);
const steps = Number(process.env['SOLDER_STEPS'] ?? 5_000);

it(`BRIDGE-19: soak, ${seeds} seeds from ${first} on`, async () => {
  for (let seed = first; seed < first + seeds; seed++) {
    const started = performance.now();
    const world = await soak({ seed, steps });
    const found = await differences(world);
    const report = await verify(world.bridge);
    for (const each of report.differences) if (each.cause !== 'in-review') found.push(JSON.stringify(each));
    const took = Math.round(performance.now() - started);
    const records = world.shop.kept.size;
    if (process.env['SOLDER_TELL'])
      console.log(
        seed,
        took,
        'ms',
        records,
        'records',
        world.legacy.requests.length,
        'requests',
        found.length,
      );
    expect({ seed, found: found.slice(0, 10) }).toEqual({ seed, found: [] });
  }
}, 600_000);
