/** The simple legacy system on a port. */
import { must } from '../../../shared/lib/assert.ts';
import { pick, seededRandom, type Random } from '../../../shared/lib/random.ts';
import type { Time } from '../../../shared/lib/time.ts';
import { usualChoices, type Choices } from '../choices.ts';
import { LegacyClock } from '../core/clock.ts';
import type { Emulator, Mail } from '../core/emulator.ts';
import { Faults, type Mischief } from '../core/faults.ts';
import { legacyId } from '../core/legacy-ids.ts';
import { Refusal } from '../core/refusal.ts';
import { Requests } from '../core/requests.ts';
import { serve } from '../core/serve.ts';
import { anyId } from '../core/any-id.ts';
import { Database } from '../core/table.ts';
import { fillSimple } from './fill.ts';
import { simpleRoutes } from './routes.ts';
import { SimpleUser } from './user.ts';
import { SimpleWorld } from './world.ts';

export interface StartOptions {
  readonly time: Time;
  /** For ids and the invented shop; 1 unless told. */
  readonly seed?: number;
  /** How many records the shop has from the start; none unless told. */
  readonly records?: number;
  /** 0 picks one. */
  readonly port?: number;
  /** A file that stays, or `:memory:`. */
  readonly file?: string;
  readonly choices?: Partial<Choices>;
}

export interface SimpleEmulator extends Emulator {
  readonly world: SimpleWorld;
  /** Somebody who works in the legacy system. */
  readonly user: SimpleUser;
  /** What has to be sent as `Authorization: Bearer …`. */
  readonly token: string;
}

export async function startSimple(options: StartOptions): Promise<SimpleEmulator> {
  const { time, seed = 1, records = 0, port = 0, file = ':memory:' } = options;
  const choices = { ...usualChoices, ...options.choices };
  const clock = new LegacyClock(time);
  const random = seededRandom(seed);
  const database = new Database(file);
  const world = new SimpleWorld(database, { clock, random, choices });
  if (records > 0 && world.tables.clients.count() === 0)
    fillSimple(world, { records, seed, now: clock.now() });
  const user = new SimpleUser(world);
  const faults = new Faults(mischief(world, user, random));
  const requests = new Requests();
  const token = `simple-${legacyId(random)}`;
  const { url, stop } = await serve(
    {
      database,
      routes: simpleRoutes(world),
      admit: (_route, authorization) => {
        if (authorization !== `Bearer ${token}`) throw new Refusal(401, 'Unauthorized');
        return { userId: 'bridge', role: 'admin' };
      },
      envelope: (answer) => answer,
      clock,
      time,
      faults,
      requests,
      ...(choices.perMinute !== undefined && { perMinute: choices.perMinute }),
    },
    port,
  );
  return {
    url,
    clock,
    faults,
    requests,
    choices,
    world,
    user,
    token,
    mails: () => world.tables.mails.find() as unknown as readonly Mail[],
    rows: (table) => must(database.tables.get(table), `a table ${table}`).find(),
    asUser: (work) => database.transaction(work),
    stop: async () => {
      await stop();
      database.close();
    },
  };
}

/** What users do while somebody turns pages. */
function mischief(world: SimpleWorld, user: SimpleUser, random: Random): Mischief {
  const kinds = ['clients', 'orders', 'devices', 'tickets'] as const;
  const any = (chance: Random): { kind: (typeof kinds)[number]; id: string } | undefined => {
    const kind = pick(chance, kinds);
    const id = anyId(world.tables[kind], chance);
    return id === undefined ? undefined : { kind, id };
  };
  return {
    moved: (chance) => {
      const row = any(chance);
      if (row) user.edit(row.kind, row.id, {});
    },
    'same-second': (chance) => {
      for (const row of [any(chance), any(chance), any(chance)]) if (row) user.edit(row.kind, row.id, {});
    },
    renamed: (chance) => {
      const row = any(chance);
      if (row) user.rename(row.kind, row.id, legacyId(random));
    },
    deleted: (chance) => {
      const row = any(chance);
      if (row) user.delete(row.kind, row.id);
    },
  };
}
