/**
 * Writes the demo shop through the relay, as its people would have. A start that was cut short is finished by
 * the next one: records that are there are left as they are, and a mark in the folder says when all are.
 */
import { access, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { must } from '../../shared/lib/assert.ts';
import { parseShop, type Author } from '../../shared/lib/ids.ts';
import type { Relay } from '../relay/relay.ts';
import type { Store } from '../store/store.ts';
import { demoShopName } from './demo-plan.ts';
import type { DemoRecord } from './demo-record.ts';
import { demoShop } from './demo-shop.ts';
import { demoUsers, shopLocation } from './people.ts';

const markFile = (folder: string): string => path.join(folder, 'demo-complete');

/** Whether the demo shop of this folder was made to its end. */
export const demoComplete = (folder: string): Promise<boolean> =>
  access(markFile(folder)).then(
    () => true,
    () => false,
  );

export interface DemoMaking {
  readonly relay: Pick<Relay, 'row' | 'write'>;
  readonly store: Pick<Store, 'hasShop' | 'createShop' | 'saveUser'>;
  readonly folder: string;
  /** Dates are around this moment. */
  readonly now: number;
}

/** Records under way at once, so that they share commits; in order, so that the newest are the newest. */
const together = 48;

/** Answers how many records it wrote. */
export async function makeDemoShop({ relay, store, folder, now }: DemoMaking): Promise<number> {
  const shop = must(parseShop(demoShopName), 'the demo shop has a legal name');
  if (!(await store.hasShop(shop))) await store.createShop(shop, `${shopLocation} Repairs`, now);
  for (const { id, name, role } of demoUsers) await store.saveUser({ shop, id: id as Author, name, role });

  const writeRecord = async ({ name, steps }: DemoRecord): Promise<boolean> => {
    const document = { shop, ...name };
    if (await relay.row(document)) return false;
    for (const { author, write } of steps) {
      await relay.write(document, author, (entity) => entity.change(() => write(entity)), {
        through: 'demo',
      });
    }
    return true;
  };

  const records = demoShop(now);
  let written = 0;
  for (let from = 0; from < records.length; from += together) {
    const wrote = await Promise.all(records.slice(from, from + together).map(writeRecord));
    written += wrote.filter(Boolean).length;
  }
  await writeFile(markFile(folder), '', { mode: 0o600 });
  return written;
}
