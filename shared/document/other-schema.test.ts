/** What the relay takes from somebody whose version of the schema is another: what only that one lists, and what it renamed. */
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Kind, Role } from '../schema/field.ts';
import { kind, latest, ledger, review, set } from '../schema/declare.ts';
import { movesBy } from '../schema/moves.ts';
import { staff } from '../schema/roles.ts';
import { line, money, oneOf, whole, yesNo } from '../schema/scalar.ts';
import { admitted } from './admit.scene.ts';
import { admit } from './admit.ts';
import { projectRow } from './row.ts';
import { replica, sync } from './scene.ts';

const states = { a: ['b'], b: ['a'] } as const;
const here = kind('thing', 'Thing', 'Things', ['name'], {
  name: latest('Name', line(20), 'low', staff),
  state: review('State', oneOf('a', 'b'), 'low', staff, { moves: movesBy(['a'], states) }),
  size: latest('Size', oneOf('s', 'l'), 'low', staff),
  count: latest('Count', whole(0, 9), 'low', staff),
  price: review('Price', money, 'high', ['manager']),
  ready: latest('Ready', yesNo, 'low', staff),
  color: review('Colour', line(20), 'low', staff),
  tags: set('Tags', oneOf('x', 'y'), 'low', staff),
  said: ledger('Said', { how: { scalar: oneOf('note', 'call'), label: 'How' } }, 'low', staff),
});
/** One version ahead: more choices, wider bounds, and one field renamed. */
const ahead = kind('thing', 'Thing', 'Things', ['name'], {
  name: latest('Name', line(60), 'low', staff),
  state: review('State', oneOf('a', 'b', 'c'), 'low', staff, {
    moves: movesBy(['a'], { a: ['b', 'c'], b: ['a'], c: ['a'] }),
  }),
  size: latest('Size', oneOf('s', 'm', 'l'), 'low', staff),
  count: latest('Count', whole(-9, 99), 'low', staff),
  price: review('Price', money, 'high', staff),
  ready: latest('Ready', line(9), 'low', staff),
  colour: review('Colour', line(20), 'low', staff, { aliases: ['color'] }),
  tags: set('Tags', oneOf('x', 'y', 'z'), 'low', staff),
  said: ledger('Said', { how: { scalar: oneOf('note', 'call', 'chat'), label: 'How' } }, 'low', staff),
});

/** A relay of `here`, and somebody of either version; `sends` lets the relay judge what they wrote since. */
function meeting(theirs: Kind, otherSchema: boolean, role: Role = 'technician') {
  const relay = new Y.Doc();
  relay.clientID = 1_000;
  const person = replica('tom', 1, theirs);
  const sends = () => {
    const update = Y.encodeStateAsUpdate(person.doc, Y.encodeStateVector(relay));
    const { refusals } = admitted(admit(relay, update, { kind: here, author: 'tom', role, otherSchema }));
    sync(relay, person.doc);
    return refusals.map(({ field, rule }) => `${field} ${rule}`).sort();
  };
  return { relay, ...person, sends };
}

const writeAhead = ({ entity }: ReturnType<typeof meeting>): void => {
  entity.set('name', 'A name that is longer than it was');
  entity.set('state', 'a');
  entity.set('state', 'c');
  entity.set('size', 'm');
  entity.set('count', 42);
  entity.add('tags', 'z');
  entity.append('said', { how: 'chat' });
};

test('SCHEMA-11: what only a newer version lists, or has room for, is taken from it and shown as it is', () => {
  const meet = meeting(ahead, true);
  writeAhead(meet);
  expect(meet.sends()).toEqual([]);
  const { fields } = projectRow(here, 'x', meet.relay);
  expect(fields).toMatchObject({ state: 'c', size: 'm', count: 42, tags: ['z'], said: { count: 1 } });
  expect(projectRow(ahead, 'x', meet.relay)).toEqual(projectRow(ahead, 'x', meet.doc));
});

test('SCHEMA-11, REFUSE-2: the same from somebody who has this very schema is no value, and comes back', () => {
  const meet = meeting(ahead, false);
  writeAhead(meet);
  expect(meet.sends()).toEqual([
    'count schema',
    'name schema',
    'said schema',
    'size schema',
    'state schema',
    'tags schema',
  ]);
});

test('SCHEMA-11: another version has no other rights, and a value of another type is none', () => {
  const meet = meeting(ahead, true);
  meet.entity.set('price', 500);
  meet.entity.set('ready', 'soon');
  expect(meet.sends()).toEqual(['price role', 'ready schema']);
});

test('SCHEMA-11: the moves between values that both know are the relay’s to judge', () => {
  const meet = meeting(ahead, true);
  meet.doc.getArray('registers').push([['state', 'b', 1, 'tom']]);
  expect(meet.sends()).toEqual(['state workflow']);
});

test('SCHEMA-4, SCHEMA-11: a newer version that renamed a field replaces what lay under its former name', () => {
  const meet = meeting(ahead, true);
  meet.doc.getArray('registers').push([['color', 'black', 1, 'tom']]);
  expect(meet.sends()).toEqual([]);
  meet.entity.set('colour', 'white');
  expect(meet.sends()).toEqual([]);
  expect(meet.relay.getArray('registers').toJSON()).toEqual([
    ['colour', 'white', expect.any(Number) as number, 'tom'],
  ]);
  expect(projectRow(here, 'x', meet.relay).fields['color']).toBeNull();
});

test('SCHEMA-11: a choice that only a newer version lists can be kept by everybody, and left by whom it may be', () => {
  const newer = meeting(ahead, true);
  newer.entity.set('size', 'm');
  newer.sends();
  const old = replica('bo', 2, here);
  sync(newer.relay, old.doc);
  expect(() => old.entity.set('size', 'xl')).toThrow('size: not-listed');
  old.entity.set('size', 'm');
  const update = Y.encodeStateAsUpdate(old.doc, Y.encodeStateVector(newer.relay));
  const judged = admitted(admit(newer.relay, update, { kind: here, author: 'bo', role: 'technician' }));
  expect(judged.refusals).toEqual([]);
  old.entity.set('size', 's');
  const next = Y.encodeStateAsUpdate(old.doc, Y.encodeStateVector(newer.relay));
  expect(
    admitted(admit(newer.relay, next, { kind: here, author: 'bo', role: 'technician' })).refusals,
  ).toEqual([]);
  expect(projectRow(ahead, 'x', newer.relay).fields['size']).toBe('s');
});
