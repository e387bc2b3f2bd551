/** The full legacy system on a port. */
import { must } from '../../../shared/lib/assert.ts';
import { seededRandom } from '../../../shared/lib/random.ts';
import { usualChoices } from '../choices.ts';
import { LegacyClock } from '../core/clock.ts';
import type { Emulator, Mail, StartOptions } from '../core/emulator.ts';
import { Faults } from '../core/faults.ts';
import { mischief } from '../core/mischief.ts';
import { Requests } from '../core/requests.ts';
import { serve } from '../core/serve.ts';
import { Database } from '../core/table.ts';
import { admit, issueTokens, type Tokens } from './auth.ts';
import { authRoutes } from './auth-routes.ts';
import { clientRoutes } from './client-routes.ts';
import { deviceRoutes } from './device-routes.ts';
import { fillFull } from './fill.ts';
import { furnish } from './furnish.ts';
import { lookupRoutes } from './lookup-routes.ts';
import { orderMoneyRoutes } from './order-money-routes.ts';
import { orderRoutes } from './order-routes.ts';
import { ticketRoutes } from './ticket-routes.ts';
import { FullUser } from './user.ts';
import { FullWorld } from './world.ts';

export interface FullEmulator extends Emulator {
  readonly world: FullWorld;
  /** Somebody who works in the legacy system. */
  readonly user: FullUser;
  /** Signed in without the mail: by the id of a user of `furnish.ts`; the bridge's own account unless told. */
  signIn(userId?: string, userAgent?: string): Tokens;
  /** The code that was mailed last, for whoever signs in by hand. */
  lastCode(): string | undefined;
}

export async function startFull(options: StartOptions): Promise<FullEmulator> {
  const { time, seed = 1, records = 0, port = 0, file = ':memory:' } = options;
  const choices = { ...usualChoices, ...options.choices };
  const clock = new LegacyClock(time);
  const random = seededRandom(seed);
  const database = new Database(file);
  const world = new FullWorld(database, { clock, random, choices });
  furnish(world);
  if (records > 0 && world.tables.clients.count() === 0) fillFull(world, { records, seed, now: clock.now() });
  const user = new FullUser(world);
  const faults = new Faults(mischief(world.tables, user, random));
  const requests = new Requests();
  const { url, stop } = await serve(
    {
      database,
      routes: [
        ...authRoutes(world),
        ...orderRoutes(world),
        ...orderMoneyRoutes(world),
        ...deviceRoutes(world),
        ...ticketRoutes(world),
        ...clientRoutes(world),
        ...lookupRoutes(world),
      ],
      admit: (route, authorization) => admit(world, route, authorization),
      envelope: (data) => (data === undefined ? { success: true } : { success: true, data }),
      clock,
      time,
      faults,
      requests,
      ...(choices.perMinute !== undefined && { perMinute: choices.perMinute }),
    },
    port,
  );
  const mails = (): readonly Mail[] => world.tables.mails.find() as unknown as readonly Mail[];
  return {
    url,
    clock,
    faults,
    requests,
    choices,
    world,
    user,
    signIn: (userId = 'user-bridge', userAgent = '') =>
      issueTokens(world, must(world.tables.users.get(userId), 'a user'), userAgent),
    lastCode: () => mails().findLast(({ cause }) => cause === 'code')?.body,
    mails: () => mails().filter(({ cause }) => cause !== 'code'),
    rows: (table) => must(database.tables.get(table), `a table ${table}`).find(),
    asUser: (work) => database.transaction(work),
    stop: async () => {
      await stop();
      database.close();
    },
  };
}
