/** The demo's people in a data folder, and none of its records: a bridge would have to make all of those there first. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { demoUsers } from '../../server/demo/people.ts';
import { silentLog } from '../../server/log.ts';
import { openWorkshop } from '../../server/workshop.ts';
import { must } from '../../shared/lib/assert.ts';
import { parseShop, type Author } from '../../shared/lib/ids.ts';
import { systemRandom } from '../../shared/lib/random.ts';
import { systemTime } from '../../shared/lib/time.ts';
import type { FullEmulator } from '../legacy-api/full/start.ts';

/** Leaves the token for a legacy system beside it, in `token.txt`. */
export async function emptyShop(folder: string, legacy: Pick<FullEmulator, 'signIn'>): Promise<void> {
  const workshop = await openWorkshop({ folder, time: systemTime, random: systemRandom, log: silentLog });
  const shop = must(parseShop('demo'), 'a legal name');
  await workshop.store.createShop(shop, 'Repairs');
  for (const { id, name, role } of demoUsers)
    await workshop.store.saveUser({ shop, id: id as Author, name, role });
  await workshop.close();
  await writeFile(path.join(folder, 'demo-complete'), '');
  const { token, refreshToken } = legacy.signIn();
  await writeFile(path.join(folder, 'token.txt'), `${token}\n${refreshToken}\n`);
}
