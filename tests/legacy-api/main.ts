/**
 * Starts an emulated legacy API by hand, with an invented shop:
 *
 *     node tests/legacy-api/main.ts --api full --port 4600 --seed 1 --records 20000
 *
 * Says where it listens and how to sign in, and serves until it is interrupted.
 */
import { parseArgs } from 'node:util';
import { systemTime } from '../../shared/lib/time.ts';
import type { Emulator } from './core/emulator.ts';
import { faultNames, type FaultName, type Rates } from './core/faults.ts';
import { startFull } from './full/start.ts';
import { startSimple } from './simple/start.ts';

const help = `Serves an emulated legacy API for repair shops.

  --api simple|full   which one (simple)
  --port N            0 picks a free one (4600)
  --seed N            of the invented shop, ids and faults (1)
  --records N         orders, devices, clients and tickets in all (200)
  --file PATH         a SQLite file that stays; in memory where absent
  --fault NAME=RATE   so many requests in one fail like this, for example server-error=0.05; may be given often
  --help

Faults: ${faultNames.join(', ')}.
`;

function wrong(message: string): never {
  process.stderr.write(`${message}\n\n${help}`);
  process.exit(2);
}

function options() {
  try {
    return parseArgs({
      options: {
        api: { type: 'string', default: 'simple' },
        port: { type: 'string', default: '4600' },
        seed: { type: 'string', default: '1' },
        records: { type: 'string', default: '200' },
        file: { type: 'string' },
        fault: { type: 'string', multiple: true, default: [] },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
}

function whole(text: string, name: string, most: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0 || number > most)
    wrong(`--${name} is a whole number up to ${most}, not ${text}.`);
  return number;
}

function ratesOf(given: readonly string[]): Rates {
  const rates: Partial<Record<FaultName, number>> = {};
  for (const each of given) {
    const [name, rate] = each.split('=');
    const known = faultNames.find((one) => one === name);
    const chance = Number(rate);
    if (!known || !(chance >= 0 && chance <= 1))
      wrong(`--fault is NAME=RATE with a rate of 0 to 1, not ${each}.`);
    rates[known] = chance;
  }
  return rates;
}

const given = options();
if (given.help) {
  process.stdout.write(help);
  process.exit(0);
}
if (given.api !== 'simple' && given.api !== 'full') wrong(`--api is simple or full, not ${given.api}.`);
const seed = whole(given.seed, 'seed', 4_294_967_295);
const asked = {
  time: systemTime,
  port: whole(given.port, 'port', 65_535),
  seed,
  records: whole(given.records, 'records', 1_000_000),
  ...(given.file !== undefined && { file: given.file }),
};
const say = (line: string): boolean => process.stdout.write(`${line}\n`);

async function startAsked(): Promise<Emulator> {
  if (given.api === 'simple') {
    const simple = await startSimple(asked);
    say(`The simple legacy API listens at ${simple.url}\nAuthorization: Bearer ${simple.token}`);
    return simple;
  }
  const full = await startFull(asked);
  const { token, refreshToken } = full.signIn();
  say(`The full legacy API listens at ${full.url}`);
  say(`For fifteen minutes: Authorization: Bearer ${token}\nTo POST to /auth/refresh, once: ${refreshToken}`);
  return full;
}

const legacy = await startAsked();
legacy.faults.schedule(seed, ratesOf(given.fault));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void legacy.stop());
