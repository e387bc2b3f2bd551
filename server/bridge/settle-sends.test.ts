import { expect, it } from 'vitest';
import { parseEntityId, parseKind } from '../../shared/lib/ids.ts';
import { must } from '../../shared/lib/assert.ts';
import type { Value } from '../../shared/schema/field.ts';
import { agreedBase } from './agreed-base.ts';
import { endSends, settleSends } from './settle-sends.ts';
import type { Intent } from './state/bridge-state.ts';

const name = { kind: must(parseKind('device'), 'a kind'), id: must(parseEntityId('a1'), 'an id') };
const sent = (what: Omit<Extract<Intent['what'], { do: 'send' }>, 'do'>, at = 5): Intent => ({
  ...name,
  key: 'device/a1/send',
  at,
  what: { do: 'send', ...what },
});
const taken: Intent = { ...name, key: 'device/a1/take', at: 5, what: { do: 'take', values: {}, written: 0 } };

it('BRIDGE-7: of what was sent, what is not decided yet is kept as it was, under a key that the next sending does not use', () => {
  const status = { values: { status: 'c', price: 7 }, steps: { status: ['a', 'b'], price: [] } };
  const both = [sent({ ...status, answered: true }), taken];
  expect(settleSends(both, new Set(['price']))).toEqual({
    intents: [
      {
        ...sent({ values: { status: 'c' }, steps: { status: ['a', 'b'] }, answered: true }),
        key: 'device/a1/sent/5',
      },
    ],
    ended: ['device/a1/send'],
  });
  const [kept] = settleSends(both, new Set(['price'])).intents;
  expect(
    settleSends(kept ? [kept, sent({ values: { price: 8 } }, 6)] : [], new Set(['status', 'price'])),
  ).toEqual({
    intents: [],
    ended: ['device/a1/sent/5', 'device/a1/send'],
  });
  expect(settleSends(kept ? [kept] : [], new Set())).toEqual({ intents: [kept], ended: [] });
  expect(endSends([...both, ...(kept ? [kept] : [])])).toEqual({
    ended: ['device/a1/send', 'device/a1/sent/5'],
  });
});

it('BRIDGE-7: rows that were sent count as arrived once all of them are there, and not before', () => {
  const [one, two] = [
    [['x', 1]],
    [
      ['x', 1],
      ['y', 1],
    ],
  ].map((counts) => JSON.stringify(counts));
  const of = (theirs: Value) =>
    agreedBase('items', { base: null, theirs, prose: false, counted: true }, [
      sent({ values: { items: two ?? null } }),
    ]);
  expect(of(null).arrived).toBe(false);
  expect(of(one ?? null).arrived).toBe(false);
  expect(of(two ?? null)).toEqual({ base: two, arrived: true });
});
