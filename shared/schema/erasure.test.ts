import { describe, expect, it } from 'vitest';
import { kind, ledger, latest, review, text } from './declare.ts';
import { belongingKinds, belongsBy, fileFields, isPersonal, ownerOf, personKinds } from './erasure.ts';
import { kindNamed, kinds } from './kinds.ts';
import { must } from '../lib/assert.ts';
import { line, money, referenceTo } from './scalar.ts';
import { staff } from './roles.ts';

const named = (name: string) => must(kindNamed(name), 'a declared kind');

describe('what the kinds say about erasure', () => {
  it('ERASE-1: a client is somebody, and orders, devices, tickets and appointments are theirs, each after what it refers to', () => {
    expect(personKinds().map(({ name }) => name)).toEqual(['client']);
    const names = belongingKinds().map(({ name }) => name);
    expect([...names].sort()).toEqual(['appointment', 'device', 'order', 'ticket']);
    expect(names.indexOf('order')).toBeLessThan(names.indexOf('device'));
    expect(names.indexOf('device')).toBeLessThan(names.indexOf('appointment'));
  });

  it('ERASE-1: every reference to somebody says whether the record is theirs', () => {
    const people = new Set(personKinds().map(({ name }) => name));
    for (const each of kinds.values()) {
      for (const [name, field] of each.fields) {
        if (!('scalar' in field) || field.scalar.type !== 'reference' || !people.has(field.scalar.kind))
          continue;
        expect(`${each.name}.${name}: ${String(field.belongs)}`).toMatch(/true|false/);
      }
    }
  });

  it('ERASE-1: the first reference that says something tells whose a record is', () => {
    const ticket = named('ticket');
    expect(belongsBy(ticket).map(([name]) => name)).toEqual(['client', 'order']);
    expect(ownerOf(ticket, { client: 'c1', order: 'o1' })).toBe('client/c1');
    expect(ownerOf(ticket, { client: null, order: 'o1' })).toBe('order/o1');
    expect(ownerOf(ticket, { client: '', order: null })).toBeUndefined();
    expect(ownerOf(named('item'), { name: 'A part' })).toBeUndefined();
  });

  it('ERASE-1: of what is kept for the books, names, numbers of devices, words and pictures are personal, money is not', () => {
    const personal = (name: string) =>
      [...named(name).fields].filter(([, field]) => isPersonal(field)).map(([field]) => field);
    expect(personal('order')).toEqual(['signedBy', 'signature', 'tracking', 'notes']);
    expect(personal('device')).toEqual([
      'serial',
      'imei',
      'issue',
      'diagnosis',
      'resolution',
      'notes',
      'accessories',
      'passcodeKind',
      'photosBefore',
      'photosAfter',
    ]);
    expect(fileFields(named('order'))).toEqual(['signature']);
    expect(fileFields(named('device'))).toEqual(['photosBefore', 'photosAfter']);
    for (const each of kinds.values())
      for (const field of fileFields(each)) expect(each.fields.get(field)?.find).toBe('never');
  });

  it('ERASE-1: a kind that is kept for the books and leaves open whether free words are personal is not made', () => {
    const booked = { booked: true } as const;
    const silent = text('Notes', 10, 'low', staff);
    expect(() => kind('x', 'X', 'Xs', [], { notes: silent }, booked)).toThrow('notes does not say');
    expect(() => kind('x', 'X', 'Xs', [], { a: latest('A', line(), 'low', staff) }, booked)).toThrow(
      'a does not',
    );
    const parts = ledger('L', { note: { scalar: line(), label: 'N' } }, 'low', staff);
    expect(() => kind('x', 'X', 'Xs', [], { l: parts }, booked)).toThrow('l.note does not say');
    const whole = latest('A', money, 'low', staff);
    expect(kind('x', 'X', 'Xs', [], { a: whole }, booked).booked).toBe(true);
    expect(kind('x', 'X', 'Xs', [], { notes: silent }).booked).toBeUndefined();
  });

  it('ERASE-1: what is no reference belongs to nobody', () => {
    const field = review('A', line(), 'low', staff, { belongs: true });
    expect(() => kind('x', 'X', 'Xs', [], { a: field })).toThrow('a belongs to no record');
    const reference = review('A', referenceTo('client'), 'low', staff, { belongs: true });
    expect(belongsBy(kind('x', 'X', 'Xs', [], { a: reference }))).toHaveLength(1);
  });
});
