import { describe, expect, test } from 'vitest';
import { kind, latest, review, text } from './declare.ts';
import { deviceMoves, deviceStatuses } from './device-status.ts';
import type { Policy } from './field.ts';
import { fingerprintOf, schemaFingerprint } from './fingerprint.ts';
import { kindNamed, kinds } from './kinds.ts';
import { deriveOrderStatus } from './order-status.ts';
import { movesBy, wayBetween } from './moves.ts';
import { roleLabels, roles, staff } from './roles.ts';
import { line, oneOf } from './scalar.ts';
import { fieldStoredAs, ledgerRoot, textRoot } from './stored-name.ts';
import { ticketMoves, ticketStatuses } from './ticket-status.ts';

const policies: readonly Policy[] = ['latest', 'review', 'server', 'client', 'text', 'set', 'ledger'];

const one = (max: number, label = 'A') => [
  kind('x', 'X', 'Xs', [], { a: latest(label, line(max), 'low', staff) }),
];

describe('kinds', () => {
  test('SCHEMA-3: all seven policies occur in the kinds of a shop', () => {
    const used = new Set(
      [...kinds.values()].flatMap(({ fields }) => [...fields.values()].map((each) => each.policy)),
    );
    expect([...used].sort()).toEqual([...policies].sort());
  });

  test('SCHEMA-3: money and statuses that people write are never settled silently', () => {
    for (const { fields } of kinds.values()) {
      for (const [name, field] of fields) {
        if (!('scalar' in field)) continue;
        if (field.scalar.type === 'money' || name === 'status') {
          expect(['review', 'server']).toContain(field.policy);
        }
      }
    }
  });

  test('SCHEMA-3: every kind can be deleted and dated, a passcode is in none, and view only writes nothing', () => {
    for (const { fields, title } of kinds.values()) {
      expect(fields.get('deleted')).toMatchObject({ policy: 'review' });
      expect(fields.get('created')).toMatchObject({ scalar: { type: 'instant' } });
      expect(fields.has('passcode')).toBe(false);
      expect(title.length).toBeGreaterThan(0);
      for (const field of fields.values()) {
        expect(field.write).not.toContain('view');
        expect(field.policy === 'server').toBe(field.write.length === 0);
        expect(field.label).not.toBe('');
      }
    }
  });

  test('SCHEMA-3: references lead to declared kinds', () => {
    for (const { fields } of kinds.values()) {
      for (const field of fields.values()) {
        const scalars =
          field.policy === 'ledger' ? Object.values(field.entry).map(({ scalar }) => scalar) : [];
        if ('scalar' in field) scalars.push(field.scalar);
        for (const scalar of scalars) {
          if (scalar.type === 'reference') expect(kindNamed(scalar.kind)).toBeDefined();
        }
      }
    }
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'invoice', ''])(
    'SCHEMA-7: there is no kind and no field named %j',
    (name) => {
      expect(kindNamed(name)).toBeUndefined();
      for (const each of kinds.values()) expect(fieldStoredAs(each, name)).toBeUndefined();
    },
  );

  test('SCHEMA-4: a field is found by its present and its former names', () => {
    const device = kindNamed('device');
    expect(device && fieldStoredAs(device, 'color')?.name).toBe('colour');
    expect(device && fieldStoredAs(device, 'colour')?.name).toBe('colour');
  });

  test('SCHEMA-5: a text or a ledger is stored under the oldest name it ever had', () => {
    const field = text('Notes', 10, 'low', staff, { aliases: ['remarks', 'comments'] });
    expect(textRoot('notes', field)).toBe('text:comments');
    expect(ledgerRoot('notes', field)).toBe('log:comments');
    expect(textRoot('notes', text('Notes', 10, 'low', staff))).toBe('text:notes');
  });

  test('SCHEMA-3: a kind that declares one name twice, or a name that is none, is not made', () => {
    const field = latest('A', line(), 'low', staff, { aliases: ['b'] });
    expect(() => kind('x', 'X', 'Xs', ['a'], { a: field, b: field })).toThrow('declared twice');
    expect(() => kind('x', 'X', 'Xs', [], { 'a:b': field })).toThrow('no field name');
    expect(() => kind('x', 'X', 'Xs', ['c'], { a: field })).toThrow('no field');
  });

  test('SCHEMA-3: whoever writes a field of a kind may read the kind', () => {
    const field = latest('A', line(), 'low', staff);
    expect(() => kind('x', 'X', 'Xs', ['a'], { a: field }, { read: ['owner'], write: ['owner'] })).toThrow(
      'writes a unread',
    );
    expect(() => kind('x', 'X', 'Xs', [], {}, { read: ['owner'] })).toThrow('writes created unread');
  });

  test('SCHEMA-9: the fingerprint is stable, and changes with what a row is made from', () => {
    expect(fingerprintOf(one(5))).toBe(fingerprintOf(one(5)));
    expect(fingerprintOf(one(5))).toBe(fingerprintOf(one(5, 'Another label')));
    expect(fingerprintOf(one(5))).not.toBe(fingerprintOf(one(6)));
    expect(schemaFingerprint).toMatch(/^[0-9a-z]{8,16}$/);
    expect(schemaFingerprint).toBe(fingerprintOf([...kinds.values()].toReversed()));
  });

  test('SCHEMA-3: every role has a label', () => {
    for (const role of roles) expect(roleLabels[role]).toMatch(/^[A-Z]/);
    expect(Object.keys(roleLabels)).toHaveLength(roles.length);
  });
});

describe('workflow', () => {
  test('SCHEMA-8: every legal move leads to a status, and every status but the last two can be left', () => {
    expect(deviceMoves(null)).toEqual(['device_received']);
    expect(deviceMoves('from_the_future')).toEqual([]);
    expect(deviceMoves('constructor')).toEqual([]);
    const reached = new Set<string>(['device_received']);
    for (const status of deviceStatuses) {
      for (const next of deviceMoves(status)) {
        expect(deviceStatuses).toContain(next);
        reached.add(next);
      }
    }
    expect([...reached].sort()).toEqual([...deviceStatuses].sort());
    expect(deviceStatuses.filter((status) => deviceMoves(status).length === 0)).toEqual([
      'collected',
      'despatched',
    ]);
    expect(deviceMoves('repaired_qc')).toEqual(['repaired_ready', 'ready_to_repair']);
  });

  test('SCHEMA-8: a ticket begins anywhere, and one that was closed is opened before it waits for an answer', () => {
    expect(ticketMoves(null)).toEqual(ticketStatuses);
    for (const status of ticketStatuses) {
      for (const next of ticketMoves(status)) expect(ticketStatuses).toContain(next);
    }
    expect(ticketMoves('closed')).not.toContain('pending');
  });

  test('SCHEMA-3: a workflow that leads where its field cannot be, or of a field that is no choice, is not made', () => {
    const moves = movesBy(['a'], { a: ['c'], c: [] });
    const lost = review('A', oneOf('a', 'b'), 'low', staff, { moves });
    expect(() => kind('x', 'X', 'Xs', [], { a: lost })).toThrow('moves to what it cannot be');
    const words = review('A', line(), 'low', staff, { moves });
    expect(() => kind('x', 'X', 'Xs', [], { a: words })).toThrow('moves to what it cannot be');
  });

  test('FLOW-1: the shortest way between two values, if there is one', () => {
    expect(wayBetween(deviceMoves, null, 'diagnosing')).toEqual(['device_received', 'diagnosing']);
    expect(wayBetween(deviceMoves, 'ready_to_quote', 'repairing')).toEqual(['ready_to_repair', 'repairing']);
    expect(wayBetween(deviceMoves, 'collected', 'repairing')).toBeUndefined();
  });

  test.each<[string | null, readonly (string | null)[], string]>([
    [null, [], 'awaiting_device'],
    [null, [null], 'awaiting_device'],
    [null, ['device_received'], 'in_progress'],
    [null, ['collected', null], 'in_progress'],
    [null, ['collected', 'despatched'], 'collected_despatched'],
    [null, ['repaired_ready', 'rejection_ready'], 'awaiting_collection'],
    [null, ['repaired_ready', 'rejected'], 'service_complete'],
    [null, ['repaired_ready', 'repairing'], 'in_progress'],
    [null, ['collected', 'rejection_qc'], 'service_complete'],
    [null, ['from_the_future'], 'in_progress'],
    ['on_hold', ['collected'], 'on_hold'],
    ['cancelled', [], 'cancelled'],
    ['constructor', ['collected'], 'collected_despatched'],
  ])('SCHEMA-8: set by hand %j, devices %j: the order is %s', (override, devices, status) => {
    expect(deriveOrderStatus(override, devices)).toBe(status);
  });
});
