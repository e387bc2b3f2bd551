/** The simple legacy system on a port. */
import { must } from '../../../shared/lib/assert.ts';
import { seededRandom } from '../../../shared/lib/random.ts';
import { usualChoices } from '../choices.ts';
import { LegacyClock } from '../core/clock.ts';
import type { Emulator, Mail, StartOptions } from '../core/emulator.ts';
import { Faults } from '../core/faults.ts';
import { mischief } from '../core/mischief.ts';
import { legacyId } from '../core/legacy-ids.ts';
import { Refusal } from '../core/refusal.ts';
import { Requests } from '../core/requests.ts';
import { serve } from '../core/serve.ts';
import { Database } from '../core/table.ts';
import { fillSimple } from './fill.ts';
import { simpleRoutes } from './routes.ts';
import { SimpleUser } from './user.ts';
import { SimpleWorld } from './world.ts';

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
  const faults = new Faults(mischief(world.tables, user, random));
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
