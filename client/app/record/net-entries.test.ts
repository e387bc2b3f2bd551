import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { must } from '../../../shared/lib/assert.ts';
import { replica, runs, syncAll } from '../../../shared/document/scene.ts';
import type { LedgerField } from '../../../shared/schema/field.ts';
import { kindNamed } from '../../../shared/schema/kinds.ts';
import { netEntries } from './net-entries.ts';

const kind = must(kindNamed('order'), 'no orders');
const field = must(kind.fields.get('lines'), 'no lines') as LedgerField;
const line = { type: 'part', description: 'Screen', price: 8_900 };

test('RECORD-5: what was put in and taken out again is not there any more, whoever did which', () => {
  const [ana, ben] = [replica('ana', 1, kind), replica('ben', 2, kind)];
  ana.entity.append('lines', { ...line, quantity: 2, vat: 20 });
  ana.entity.append('lines', { ...line, quantity: 1 });
  syncAll([ana.doc, ben.doc]);
  ana.entity.append('lines', { ...line, quantity: -1, vat: 20 });
  ben.entity.append('lines', { ...line, quantity: -1 });
  syncAll([ana.doc, ben.doc]);
  const net = netEntries(ana.entity.ledger('lines'), field);
  expect(net).toMatchObject([{ parts: { ...line, vat: 20 }, quantity: 1, entries: [{}, {}] }]);
  expect(netEntries(ben.entity.ledger('lines'), field)).toEqual(net);
});

test('RECORD-5: the pieces that are left are worth what the ledger adds up to', () => {
  const entry = fc.record({
    type: fc.constantFrom('part', 'labour'),
    description: fc.constantFrom('a', 'b'),
    quantity: fc.integer({ min: -3, max: 3 }),
    price: fc.constantFrom(100, 250),
    vat: fc.option(fc.constantFrom(0, 20), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 12 }), (given) => {
      const entries = given.map(({ vat, ...parts }, index) => ({
        id: `e${index}`,
        at: index,
        by: 'ana',
        parts: vat === undefined ? parts : { ...parts, vat },
      }));
      const net = netEntries(entries, field);
      const worth = (parts: Readonly<Record<string, string | number | boolean | null>>, quantity: number) =>
        must(field.amount, 'lines have amounts')({ ...parts, quantity });
      const left = net.reduce((sum, { parts, quantity }) => sum + worth(parts, quantity), 0);
      const all = entries.reduce((sum, { parts }) => sum + worth(parts, parts.quantity), 0);
      expect(left).toBe(all);
      expect(net.every(({ quantity }) => quantity !== 0)).toBe(true);
    }),
    { numRuns: runs(200) },
  );
});
