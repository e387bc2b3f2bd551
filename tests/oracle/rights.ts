/**
 * What people may do, and what those do who do not care: their page offers everything, and the relay has to know. What they
 * write then is marked where its field takes any words, so that it is known wherever it turns up.
 */
import { mayWrite } from '../../shared/document/writer.ts';
import type { Event } from '../../shared/document/oracle.ts';
import { must, never } from '../../shared/lib/assert.ts';
import type { EntityName } from '../../shared/lib/ids.ts';
import { pick, randomInt } from '../../shared/lib/random.ts';
import type { RegisterField, Role, Value } from '../../shared/schema/field.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import type { Person, World } from './shop.ts';

/** The registers that are written, of each kind. */
export const registersOf: Readonly<Record<string, readonly string[]>> = {
  ticket: ['subject', 'status', 'type', 'client', 'assignedUser'],
  device: ['status', 'brand', 'serial', 'price', 'grade'],
};
export const ledgers: Readonly<Record<string, readonly [string, Readonly<Record<string, Value>>]>> = {
  ticket: ['messages', { channel: 'note', body: 'Rang' }],
  device: ['parts', { part: 'Battery', quantity: 1, cost: 1_500 }],
};
export const setOf = (name: EntityName): string => (name.kind === 'ticket' ? 'tags' : 'accessories');

export const fieldOf = (name: EntityName, field: string): RegisterField =>
  must(kindNamed(name.kind)?.fields.get(field), field) as RegisterField;

const mark = 'forgedby';
const marked = ({ user }: Person): string => `${mark}${user}`;
const markedMoney = ({ at }: Person): number => 66_600 + at;
const markedLetter = ({ at }: Person): string => String.fromCodePoint('v'.charCodeAt(0) + at);

export const mayChange = ({ user, role }: Person, name: EntityName, field: string): boolean =>
  mayWrite({ author: user, role }, kindNamed(name.kind)?.fields.get(field));

/** Whether this person does it now: who has no connection has not heard that they may not any more. */
export function does({ user, replica, forges }: Person, name: EntityName, field: string): boolean {
  const role = replica.user.role as Role;
  return forges || mayWrite({ author: user, role }, kindNamed(name.kind)?.fields.get(field));
}

/** One of a few values, so that people often write the same. */
export function someValue({ random }: World, person: Person, name: EntityName, field: string): Value {
  const { scalar } = fieldOf(name, field);
  const isForged = !mayChange(person, name, field);
  if (random() < 0.05) return null;
  switch (scalar.type) {
    case 'enum':
      // What nobody writes who may, as far as there are so many.
      return pick(
        random,
        isForged && scalar.values.length > 3 ? scalar.values.slice(3) : scalar.values.slice(0, 3),
      );
    case 'money':
      return isForged ? markedMoney(person) : randomInt(random, 1, 3) * 1_000;
    case 'reference':
      return isForged ? marked(person) : pick(random, ['c1', 'c2', 'c3']);
    default:
      return isForged ? marked(person) : pick(random, ['one', 'two', 'three']);
  }
}

export function someElement({ random }: World, person: Person, name: EntityName): string {
  return mayChange(person, name, setOf(name)) ? pick(random, ['red', 'green', 'blue']) : marked(person);
}

export function someLetter({ random }: World, person: Person, name: EntityName): string {
  return mayChange(person, name, 'notes') ? pick(random, ['a', 'b', 'c', 'd']) : markedLetter(person);
}

/** The field that an event is of. */
export function fieldOfEvent(name: EntityName, event: Event): string {
  switch (event.type) {
    case 'write':
      return event.field;
    case 'add':
    case 'remove':
      return setOf(name);
    case 'append':
      return must(ledgers[name.kind], 'a ledger')[0];
    case 'letter':
    case 'erase':
      return 'notes';
    case 'delete':
    case 'restore':
      return 'deleted';
    default:
      return never(event, 'an event');
  }
}
