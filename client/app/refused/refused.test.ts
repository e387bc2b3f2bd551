import { describe, expect, test } from 'vitest';
import { must } from '../../../shared/lib/assert.ts';
import { parseEntityKey } from '../../../shared/lib/ids.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import { showScalar } from '../fields/show-scalar.ts';
import type { Words } from '../past/tell-change.ts';
import { describeRefusal } from '../status/describe-refusal.ts';
import { allOf, answeredOf, heardHere, readRefused, sentBackKey, type SentBack } from './refused-list.ts';
import { tellSentBack } from './tell-sent-back.ts';

const device = must(kinds.get('device'), 'no devices');
const name = must(parseEntityKey('device/d1'), 'a name');
const words: Words = {
  shown: (scalar, value) => showScalar(scalar, value, 0),
  nameOf: (user) => user,
  now: 0,
};
const listed = {
  id: 'r1',
  record: 'device/d1',
  field: 'price',
  rule: 'role',
  value: 9_900,
  count: 1,
  author: 'ben',
  role: 'technician',
  through: 'app',
  at: 5,
  state: 'open',
};
const sent = (more: Partial<SentBack>): SentBack => ({
  ...must(readRefused({ refused: [listed], next: null }).edits[0], 'one'),
  ...more,
});
const settled = (id: string, more: object) => ({ ...listed, id, ...more });
const by = (who: string, at: number) => ({ by: who, at });
const told = (more: Partial<SentBack>) => tellSentBack(device, sent(more), words);

describe('edits that were sent back', () => {
  test('QUAR-8: are read as the relay lists them; anything else is trouble', () => {
    expect(readRefused({ refused: [listed], next: '7' })).toMatchObject({
      edits: [{ id: 'r1', name, author: 'ben', value: 9_900 }],
      more: true,
    });
    for (const answer of [null, {}, { refused: [{}] }, { refused: [{ ...listed, record: 'x' }] }])
      expect(() => readRefused(answer)).toThrow(expect.objectContaining({ trouble: 'failed' }));
  });

  test('QUAR-10: one that was too long to be kept has no value to begin with', () => {
    const { edits } = readRefused({
      refused: [{ ...listed, value: '120002 characters', cut: true }],
      next: null,
    });
    expect(edits).toMatchObject([{ id: 'r1', cut: true }]);
    expect(edits[0]?.value).toBeUndefined();
  });

  test('QUAR-8: what this device heard of and the relay lists is shown once, the newest first', () => {
    const [a, b, c] = [
      heardHere({ name, field: 'price', rule: 'role', at: 5, id: 'r1', value: '9900', count: 1 }, 'ben'),
      heardHere({ name, field: 'brand', rule: 'schema', at: 9 }, 'ben'),
      heardHere({ name, field: 'issue', rule: 'too-large', at: 3, id: 'r2', value: '' }, 'ben'),
    ];
    expect(allOf([sent({})], [a, b, c]).map(sentBackKey)).toEqual(['device/d1/brand/schema/9', 'r1', 'r2']);
    expect(a).toMatchObject({ value: 9_900, author: 'ben' });
    expect(b.value).toBeUndefined();
    expect(c.value).toBeUndefined();
  });

  test('QUAR-8: what they said is told in words', () => {
    expect(told({})).toBe('£99.00');
    expect(told({ value: null })).toBe('');
    expect(told({ field: 'status', value: 'repaired_qc' })).toBe('Repaired QC');
    expect(told({ field: 'diagnosis', value: 'Wet.' })).toBe('Wet.');
    expect(told({ field: 'diagnosis', value: null })).toBeUndefined();
    expect(told({ field: 'accessories', value: ['Case', 'Charger'], count: 5 })).toBe(
      'Case, Charger, and 3 more',
    );
    expect(told({ field: 'parts', value: { id: 'x' } })).toBe('{"id":"x"}');
    expect(told({ field: 'deleted', value: 'x' })).toBe('deleted');
    expect(told({ value: undefined })).toBeUndefined();
    expect(told({ field: 'unheardOf', value: { a: 1 } })).toBe('{"a":1}');
  });

  test('QUAR-9: what others decided about one’s own edits in the last two weeks, the latest first', () => {
    const day = 86_400_000;
    const now = 20 * day;
    const { edits } = readRefused({
      refused: [
        settled('old', { state: 'applied', settled: by('ana', 5 * day) }),
        settled('first', { state: 'applied', settled: by('ana', 7 * day) }),
        settled('last', { state: 'discarded', settled: by('dee', 19 * day) }),
        settled('own', { state: 'discarded', settled: by('ben', 19 * day) }),
        settled('theirs', { author: 'cai', state: 'applied', settled: by('ana', 19 * day) }),
        settled('open', {}),
        settled('odd', { state: 'applied' }),
      ],
      next: null,
    });
    expect(answeredOf(edits, 'ben', now).map(({ id, answer }) => [id, answer])).toEqual([
      ['last', { state: 'discarded', by: 'dee', at: 19 * day }],
      ['first', { state: 'applied', by: 'ana', at: 7 * day }],
    ]);
  });

  test('QUAR-8: the reason says whose role it is', () => {
    expect(describeRefusal('role')).toBe('Your role may not write this field.');
    expect(describeRefusal('role', false)).toBe('Their role may not write this field.');
    expect(describeRefusal('of-tomorrow', false)).toBe('Refused by the rule "of-tomorrow".');
  });
});
