/**
 * Repairs to fill a shop with, as an Open Repair file: the real ones of Repair Café Wales where they are at hand, else made
 * up in their shape (as many groups and brands, problems as long).
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { pick, randomInt, seededRandom } from '../shared/lib/random.ts';
import { sharedFile } from '../tests/support/shared-files.ts';

export interface RepairFile {
  readonly name: 'repair-cafe-wales' | 'generated';
  /** The file's bytes with at most `repairs` repairs. */
  readonly read: (repairs: number) => AsyncIterable<Uint8Array>;
}

/** How many repairs the real file has, and so the made-up one. */
export const allRepairs = 20_190;

export function repairFile(): RepairFile {
  const file = sharedFile('data/open-repair/repair-cafe-wales-202507.csv');
  if (file !== undefined)
    return { name: 'repair-cafe-wales', read: (repairs) => firstLines(file, repairs + 1) };
  return { name: 'generated', read: generated };
}

const encoder = new TextEncoder();

async function* firstLines(file: string, most: number): AsyncIterable<Uint8Array> {
  let count = 0;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    yield encoder.encode(`${line}\n`);
    if (++count === most) return;
  }
}

const header =
  'id,data_provider,country,partner_product_category,product_category,product_category_id,brand,year_of_manufacture,product_age,' +
  'repair_status,repair_barrier_if_end_of_life,group_identifier,event_date,problem';
const categories = [
  'Iron',
  'Flat screen',
  'Laptop',
  'Lamp',
  'Vacuum',
  'Toaster',
  'Power tool',
  'Mobile',
  'Toy',
  'Kettle',
];
const makes =
  'Bosch Sony Dyson Philips Lenovo Samsung Apple Russell Morphy Kenwood Makita Karcher Hoover Singer Acer'.split(
    ' ',
  );
const statuses = ['Fixed', 'Fixed', 'Repairable', 'End of life', 'Unknown'];
const words = (
  'stopped working intermittently switch broken cable loose does not charge battery swollen screen cracked no power after drop ' +
  'blows fuse smell of burning motor slow blade blunt lid hinge handle leaking water noisy overheats button stuck needs cleaning'
).split(' ');

async function* generated(repairs: number): AsyncIterable<Uint8Array> {
  const random = seededRandom(11);
  yield encoder.encode(`${header}\n`);
  for (let i = 1; i <= repairs; i++) {
    const day = new Date(Date.UTC(2017, 3, 1) + randomInt(random, 0, 2_900) * 86_400_000)
      .toISOString()
      .slice(0, 10);
    const problem = Array.from({ length: randomInt(random, 2, 14) }, () => pick(random, words)).join(' ');
    const fields = [
      `made_${i}`,
      'Made Up Repairs',
      'GBR',
      'Electrical',
      pick(random, categories),
      '1',
      pick(random, makes),
      '',
      '',
      pick(random, statuses),
      '',
      `Town ${randomInt(random, 1, 180)}`,
      day,
      problem,
    ];
    yield encoder.encode(`${fields.join(',')}\n`);
  }
}
