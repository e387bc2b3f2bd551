/** Who sends what a load is of, and into which records. */
import { must, never } from '../../shared/lib/assert.ts';
import { parseKind, type EntityId } from '../../shared/lib/ids.ts';
import { randomInt, type Random } from '../../shared/lib/random.ts';
import { systemTime } from '../../shared/lib/time.ts';
import { StampClock } from '../../shared/lib/stamp.ts';
import { device } from '../../shared/schema/device.ts';
import { ticket } from '../../shared/schema/ticket.ts';
import type { DocumentName } from '../../server/store/store.ts';
import { ana, shop } from '../shop.ts';
import { FieldSetter } from './field-setter.ts';
import { PaperTypist } from './paper-typist.ts';
import type { LoadName, Source } from './source.ts';
import { Typist } from './typist.ts';

/** Of a device; each of a room writes one of its own, as people at one record do. */
const fields = ['brand', 'model', 'type', 'colour', 'storage'] as const;
const textField = 'text:notes';

/** `place` counts the clients of one room. */
export function sourceOf(load: LoadName, place: number, random: Random): Source {
  const client = randomInt(random, 1, 2 ** 32 - 1);
  switch (load) {
    case 'typing':
      return new Typist(client, textField, random);
    case 'paper':
      return new PaperTypist(client, textField, random);
    case 'fields': {
      const field = fields[place % fields.length] ?? fields[0];
      return new FieldSetter({ client, field, author: ana, clock: new StampClock(systemTime), random });
    }
    default:
      return never(load, 'a load that is known');
  }
}

const kindOf = (load: LoadName): string => (load === 'fields' ? device : ticket).name;

export const roomNames = (load: LoadName, rooms: number): readonly string[] =>
  Array.from({ length: rooms }, (_, i) => `${kindOf(load)}/room-${i}`);

/** Of a record that such a load may be written into. */
export const documentName = (load: LoadName, id: EntityId): DocumentName => ({
  shop,
  kind: must(parseKind(kindOf(load)), 'a legal kind'),
  id,
});
