/** What the kinds of a shop promise beyond their declarations: stock adds up, promises to clients are not settled silently. */
import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { must } from '../lib/assert.ts';
import type { Role } from '../schema/field.ts';
import { kindNamed } from '../schema/kinds.ts';
import { mayRead } from '../schema/may-read.ts';
import { managers, roles } from '../schema/roles.ts';
import { admit } from './admit.ts';
import { admitted } from './admit.scene.ts';
import { projectRow } from './row.ts';
import { replica, syncAll } from './scene.ts';

const declared = (name: string) => must(kindNamed(name), name);

/** Two people with the same record, who have not heard of each other since. */
function two(kindName: string) {
  const kind = declared(kindName);
  const [ana, ben] = [replica('ana', 1, kind), replica('ben', 2, kind)];
  const meet = () => {
    syncAll([ana.doc, ben.doc]);
    const row = projectRow(kind, 'x', ana.doc);
    expect(projectRow(kind, 'x', ben.doc)).toEqual(row);
    return row;
  };
  return { ana: ana.entity, ben: ben.entity, meet };
}

describe('stock', () => {
  test('KIND-1: two people who each take one have taken two', () => {
    const { ana, ben, meet } = two('item');
    ana.append('movements', { reason: 'received', quantity: 5 });
    meet();
    ana.append('movements', { reason: 'used', quantity: -1, device: 'd1' });
    ben.append('movements', { reason: 'used', quantity: -1, device: 'd2' });
    expect(meet()).toMatchObject({ review: [], fields: { movements: { count: 3, sum: 3 } } });
  });

  test('KIND-1: a count is a difference, and adds up with what somebody took meanwhile', () => {
    const { ana, ben, meet } = two('item');
    ana.append('movements', { reason: 'received', quantity: 10 });
    meet();
    ana.append('movements', { reason: 'counted', quantity: 9 - 10, note: 'One was missing.' });
    ben.append('movements', { reason: 'used', quantity: -2 });
    expect(meet()).toMatchObject({ fields: { movements: { sum: 7 } } });
  });

  test('KIND-1: a part on a device says which item it came from', () => {
    const { ana, meet } = two('device');
    ana.append('parts', { part: 'Battery', quantity: 2, cost: 1_500, item: 'i1' });
    expect(ana.ledger('parts')[0]?.parts).toMatchObject({ item: 'i1' });
    expect(() => ana.append('parts', { part: 'Battery', quantity: 1, item: 'no id' })).toThrow(
      'bad-reference',
    );
    expect(meet()).toMatchObject({ fields: { parts: { sum: 3_000 } } });
  });
});

test('KIND-2: an appointment that two people moved at once asks a person; what only describes it does not', () => {
  const { ana, ben, meet } = two('appointment');
  ana.set('start', 1_000);
  ana.set('end', 2_000);
  ana.set('status', 'booked');
  meet();
  ana.set('start', 3_000);
  ben.set('start', 5_000);
  ana.set('end', 4_000);
  ben.set('end', 6_000);
  ana.set('status', 'arrived');
  ben.set('status', 'cancelled');
  ana.set('employee', 'e1');
  ben.set('employee', 'e2');
  ana.set('subject', 'Screen');
  ben.set('subject', 'Screen and battery');
  expect(meet().review).toEqual(['status', 'start', 'end', 'employee']);
});

test('KIND-2: two people who moved it alike agree', () => {
  const { ana, ben, meet } = two('appointment');
  for (const entity of [ana, ben]) entity.set('start', 3_000);
  expect(meet()).toMatchObject({ review: [], fields: { start: 3_000 } });
});

test('KIND-4: of two who claim a device at once the later shows, and nobody is asked', () => {
  const { ana, ben, meet } = two('device');
  ana.set('claimedBy', 'ana');
  ana.set('claimedUntil', 10_000);
  ben.set('claimedBy', 'ben');
  ben.set('claimedUntil', 20_000);
  const { review, fields } = meet();
  expect(review).toEqual([]);
  expect(['ana', 'ben']).toContain(fields['claimedBy']);
});

describe.each(['employee', 'pay'])('%s', (name) => {
  test.each(roles)('KIND-3: %s changes it as owner or manager only', (role: Role) => {
    const kind = declared(name);
    const may = managers.includes(role);
    for (const [field, { write }] of kind.fields)
      expect(`${field} ${write.includes(role)}`).toBe(`${field} ${may}`);
    const author = replica('eve', 1, kind);
    if (name === 'pay') author.entity.set('rate', 1_450);
    else author.entity.set('role', 'owner');
    author.entity.set('created', 1);
    author.entity.delete();
    const relay = new Y.Doc();
    const { refusals } = admitted(
      admit(relay, Y.encodeStateAsUpdate(author.doc), { kind, author: 'eve', role }),
    );
    expect(new Set(refusals.map(({ rule }) => rule))).toEqual(new Set(may ? [] : ['role']));
    expect(projectRow(kind, 'x', relay).deleted).toBe(may);
  });
});

test('KIND-3: what somebody earns is in no record that others may read, and a PIN in none at all', () => {
  for (const role of roles) expect(mayRead(role, 'pay')).toBe(managers.includes(role));
  for (const role of roles) expect(mayRead(role, 'employee')).toBe(true);
  expect([...declared('employee').fields.keys()].filter((field) => /pin|rate|pay|wage/i.test(field))).toEqual(
    [],
  );
});
