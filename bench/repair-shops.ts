/** A data folder with a large shop and a small one of the same kind, each with one owner. */
import { must } from '../shared/lib/assert.ts';
import { parseShop, type ShopId } from '../shared/lib/ids.ts';
import { systemRandom } from '../shared/lib/random.ts';
import { systemTime } from '../shared/lib/time.ts';
import { ensureShop } from '../server/import/ensure-shop.ts';
import { importOpenRepair } from '../server/import/import-open-repair.ts';
import { silentLog } from '../server/log.ts';
import { openWorkshop } from '../server/workshop.ts';
import { folderFor } from './folder.ts';
import { say } from './progress.ts';
import { allRepairs, repairFile } from './repair-rows.ts';

export interface RepairShops {
  readonly folder: string;
  readonly source: string;
  readonly large: FilledShop;
  readonly small: FilledShop;
}

export interface FilledShop {
  readonly shop: ShopId;
  readonly records: number;
}

const smallRecords = 20;

/** About `records` records in the large one: an order, a device and a ticket for each repair, and a client for each group. */
export async function makeRepairShops(
  records: number | undefined,
  stack: AsyncDisposableStack,
): Promise<RepairShops> {
  const folder = await folderFor(stack);
  const file = repairFile();
  const workshop = await openWorkshop({ folder, time: systemTime, random: systemRandom, log: silentLog });
  const fill = async (name: string, repairs: number): Promise<FilledShop> => {
    const shop = must(parseShop(name), 'a legal shop');
    await ensureShop(workshop.store, shop, systemTime.now());
    const source = file.read(repairs);
    const report = await importOpenRepair({ relay: workshop.relay, shop, source, tell: () => undefined });
    return { shop, records: report.records };
  };
  try {
    const large = await fill('large', records === undefined ? allRepairs : Math.ceil(records / 3));
    say(`made a shop of ${large.records} records, ${file.name}`);
    return { folder, source: file.name, large, small: await fill('small', Math.ceil(smallRecords / 3)) };
  } finally {
    await workshop.close();
  }
}
