/** The demo's clients: names from a list, numbers and addresses that belong to nobody. */
import type { EntityId } from '../../shared/lib/ids.ts';
import { must } from '../../shared/lib/assert.ts';
import { pick, randomInt, type Random } from '../../shared/lib/random.ts';
import { by, day, named, type DemoRecord } from './demo-record.ts';
import { companies, firstNames, lastNames, streets, towns } from './people.ts';

export interface DemoClient {
  readonly id: EntityId;
  readonly firstName: string;
  readonly record: DemoRecord;
}

const notes: readonly string[] = [
  'Prefers a text over a call.',
  'Works nights, do not ring before noon.',
  'Usually sends her son to collect.',
  'Pays by transfer, invoice to the company.',
];

export function demoClients(
  count: number,
  freshId: () => EntityId,
  now: number,
  random: Random,
): DemoClient[] {
  const taken = new Set<string>();
  return Array.from({ length: count }, (_, at) => {
    let firstName: string;
    let lastName: string;
    do {
      firstName = pick(random, firstNames);
      lastName = pick(random, lastNames);
    } while (taken.has(`${firstName} ${lastName}`));
    taken.add(`${firstName} ${lastName}`);

    const id = freshId();
    const { city, outward } = pick(random, towns);
    const company = at % 10 === 3 ? companies[Math.floor(at / 10)] : undefined;
    const address = `${randomInt(random, 1, 180)} ${pick(random, streets)}`;
    // Ofcom keeps 07700 900000 to 900999 for drama; example.com and example.org belong to nobody.
    const phone = `07700 900${String(at * 13 + 101).padStart(3, '0')}`;
    const host = at % 4 === 0 ? 'example.org' : 'example.com';
    const email = `${firstName}.${lastName}@${host}`.toLowerCase().replace("'", '');
    const note = at % 7 === 2 ? must(notes[at % notes.length], 'a note') : '';
    const created = now - randomInt(random, 20, 700) * day;
    const postcode = `${outward} ${randomInt(random, 1, 9)}${pickLetter(random)}${pickLetter(random)}`;
    const marketing = random() < 0.4;

    const write = by('dee', (entity) => {
      entity.set('name', `${firstName} ${lastName}`);
      entity.set('phone', phone);
      if (at % 6 !== 5) entity.set('email', email);
      if (company !== undefined) entity.set('company', company);
      entity.set('address', address);
      entity.set('city', city);
      entity.set('postcode', postcode);
      entity.set('marketing', marketing);
      if (company !== undefined) entity.add('tags', 'trade');
      if (note) entity.text('notes').insert(0, note);
      entity.set('created', created);
    });
    return { id, firstName, record: { name: named('client', id), steps: [write] } };
  });
}

/** The second half of a postcode uses these letters only. */
const pickLetter = (random: Random): string => 'ABDEFGHJLNPQRSTUWXYZ'.charAt(randomInt(random, 0, 19));
