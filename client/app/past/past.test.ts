/** What the history's page makes of the relay's answers; who changed what is computed for real in the relay's own tests. */
import { describe, expect, test } from 'vitest';
import type { Change, HistoryEntry } from '../../../shared/document/history/change.ts';
import type { PastRecord } from '../../../shared/document/history/record-at.ts';
import { must } from '../../../shared/lib/assert.ts';
import { stampAt } from '../../../shared/lib/stamp.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import { showScalar } from '../fields/show-scalar.ts';
import { changeKey, diffPieces, textsAfter } from './diff-pieces.ts';
import { inAddress, momentInAddress, pastPath } from './moment-in-address.ts';
import { comparedWith, tellRestored } from './past-fields.ts';
import { tellChange, tellThrough, writtenAt, type Words } from './tell-change.ts';
import { joined, readPage, readPast } from './timeline.ts';

const device = must(kinds.get('device'), 'no devices');
const now = Date.parse('2026-03-02T12:00:00Z');
const people = new Map([
  ['ana', 'Ana Price'],
  ['ben', 'Ben Okafor'],
]);
const words: Words = {
  shown: (scalar, value) =>
    scalar.type === 'string' && scalar.person
      ? (people.get(String(value)) ?? String(value))
      : showScalar(scalar, value, now),
  nameOf: (user) => people.get(user) ?? user,
  now,
};
const told = (change: Change) => tellChange(device, change, words);
const register = (field: string, from: unknown, to: unknown, more = {}): Change =>
  ({ type: 'register', field, from, to, ...more }) as Change;
const entry = (version: number, changes: readonly Change[], more = {}): HistoryEntry => ({
  version,
  part: 0,
  at: now,
  author: 'ana',
  through: 'app',
  changes,
  ...more,
});

const page = (versions: readonly number[], next: string | null) => ({
  entries: versions.map((version) => entry(version, [])),
  next,
  lost: 0,
});
const versions = (found: { readonly entries: readonly HistoryEntry[] }) =>
  found.entries.map(({ version }) => version);

const record = (fields: PastRecord['fields'], unknown: readonly string[] = []): PastRecord => ({
  deleted: false,
  fields,
  review: {},
  unknown,
});

const wrote = (version: number, steps: readonly object[]) =>
  entry(version, [{ type: 'text', field: 'diagnosis', since: now, steps }] as readonly Change[], {
    part: 1,
  });

describe('a change in words', () => {
  test('HIST-10: money, status words and names, and never what the document calls them', () => {
    expect(told(register('price', 4_500, 5_000))).toMatchObject({
      label: 'Price',
      from: '£45.00',
      to: '£50.00',
    });
    expect(told(register('status', 'received', 'awaiting_parts'))).toMatchObject({
      from: 'Received',
      to: 'Awaiting parts',
    });
    expect(told(register('engineer', null, 'ben'))).toMatchObject({ from: '', to: 'Ben Okafor' });
    expect(told(register('created', null, 1))).toBeUndefined();
  });

  test('HIST-10: how a question came and how it was settled', () => {
    const standing = [
      { value: 4_500, stamp: stampAt(1), author: 'ana' },
      { value: 5_000, stamp: stampAt(2), author: 'ben' },
    ];
    expect(told(register('price', 4_500, 5_000, { standing }))).toMatchObject({
      note: 'Written at the same time: £45.00 (Ana Price) and £50.00 (Ben Okafor). Somebody is asked',
    });
    expect(told(register('price', 5_000, 4_500, { stood: standing }))).toMatchObject({
      note: 'Settled. It stood between £45.00 (Ana Price) and £50.00 (Ben Okafor)',
    });
    expect(told(register('location', 'A1', 'A1', { wrote: 'B2' }))).toMatchObject({
      note: 'Wrote B2 at the same time as another; the other one is shown',
    });
  });

  test('HIST-10: deleting, lists, entries and pictures', () => {
    expect(told(register('deleted', false, true))).toMatchObject({ text: 'Deleted this device' });
    expect(told(register('deleted', true, false))).toMatchObject({ text: 'Restored this device' });
    expect(told({ type: 'set', field: 'accessories', added: ['Charger'], removed: ['Case'] })).toMatchObject({
      added: ['Charger'],
      removed: ['Case'],
    });
    expect(told({ type: 'set', field: 'photosBefore', added: ['0abc', '0def'], removed: [] })).toMatchObject({
      added: ['2 photos'],
      removed: [],
    });
    const parts = { part: 'Glass', quantity: 2, cost: 1_250 };
    expect(
      told({ type: 'ledger', field: 'parts', appended: [{ id: 'e1', at: now, by: 'ben', parts }], more: 3 }),
    ).toMatchObject({ lines: [{ text: 'Glass, 2, £12.50' }, { text: 'and 3 more entries' }] });
  });

  test('HIST-10: what was sent back, applied and brought back', () => {
    expect(told({ type: 'refused', field: 'price', rule: 'role', id: 'r1' })).toMatchObject({
      text: 'Price was sent back. Their role may not write this field.',
    });
    expect(told({ type: 'applied', id: 'r1', author: 'ben' })).toMatchObject({
      text: 'Applied an edit of Ben Okafor’s that had been sent back',
    });
    expect(told({ type: 'restored', from: { time: now } })).toMatchObject({
      text: expect.stringMatching(/^Brought back what was there on /) as string,
    });
  });

  test('HIST-10: through what, and the device’s time only where it was another', () => {
    expect(tellThrough(entry(1, []))).toBe('');
    expect(tellThrough(entry(1, [], { through: 'rest' }))).toBe('over the API');
    expect(tellThrough(entry(1, [], { through: 'import', author: '@import' }))).toBe('');
    const written = (at: number) => entry(1, [register('price', 1, 2, { stamp: stampAt(at) })]);
    expect(writtenAt(written(now - 60_000))).toBeUndefined();
    expect(writtenAt(written(now - 3_600_000))).toBe(now - 3_600_000);
  });
});

describe('a text by spells of writing', () => {
  test('HIST-10: shows what went and came with what stands around it', () => {
    const steps = [{ keep: 9 }, { remove: 'cracked' }, { insert: 'shattered' }];
    expect(diffPieces(steps, 'Glass is shattered, frame bent')).toEqual([
      { type: 'kept', text: 'Glass is ' },
      { type: 'removed', text: 'cracked' },
      { type: 'added', text: 'shattered' },
      { type: 'kept', text: ', frame bent' },
    ]);
    expect(diffPieces(steps, undefined)).toEqual([
      { type: 'gap' },
      { type: 'removed', text: 'cracked' },
      { type: 'added', text: 'shattered' },
    ]);
    const long = 'x'.repeat(500);
    expect(diffPieces([{ keep: 500 }, { insert: 'end' }], `${long}end`)).toEqual([
      { type: 'gap' },
      { type: 'kept', text: 'x'.repeat(40) },
      { type: 'added', text: 'end' },
    ]);
  });

  test('HIST-10: the letters around each change are those that stood there then', () => {
    const entries = [
      wrote(9, [{ keep: 5 }, { insert: ' wet' }]),
      wrote(7, [{ remove: 'Case' }, { insert: 'Board' }]),
    ];
    const texts = textsAfter(entries, new Map([['diagnosis', 'Board wet']]));
    expect([...texts]).toEqual([
      ['9.1/diagnosis', 'Board wet'],
      ['7.1/diagnosis', 'Board'],
    ]);
    // Somebody wrote since it was asked for: what does not fit is not made up.
    const moved = textsAfter(entries, new Map([['diagnosis', 'Anything else']]));
    expect(moved.has(changeKey(must(entries[0], 'an entry'), 'diagnosis'))).toBe(false);
  });
});

describe('pages', () => {
  test('HIST-10: a fresh first page joins the older ones, and what lies between two reads is not skipped', () => {
    expect(versions(joined(page([9, 8], '8.0'), page([8, 7, 6], '6.0')))).toEqual([9, 8, 7, 6]);
    expect(joined(page([9, 8], '8.0'), page([8, 7, 6], '6.0')).next).toBe('6.0');
    expect(versions(joined(page([20, 19], '19.0'), page([8, 7, 6], '6.0')))).toEqual([20, 19]);
    expect(versions(joined(page([9, 8], null), page([8, 7, 6], '6.0')))).toEqual([9, 8]);
  });

  test('HIST-10: what no relay of this version says is told as trouble', () => {
    expect(readPage({ entries: [entry(1, [])], next: null, lost: 0 }).entries).toHaveLength(1);
    for (const answer of [null, {}, { entries: 'x' }, { entries: [{}] }]) {
      expect(() => readPage(answer)).toThrow(expect.objectContaining({ trouble: 'failed' }));
    }
    expect(readPast({ certainty: 'before' })).toEqual({ certainty: 'before' });
    expect(() => readPast({ certainty: 'perhaps', fields: {}, review: {}, unknown: [] })).toThrow();
  });

  test('HIST-10: a moment stands in the address', () => {
    for (const moment of [{ version: 12 }, { version: 12, on: now }, { time: now }])
      expect(momentInAddress(inAddress(moment))).toEqual(moment);
    for (const text of ['', 'v', 'yesterday', '-3', 'v1.x']) expect(momentInAddress(text)).toBeUndefined();
    expect(pastPath('device/d1', { version: 3 })).toBe('device/d1/versions/3');
    expect(pastPath('device/d1', { time: 5 })).toBe('device/d1/history/at?time=5');
  });
});

describe('a record as it was beside what it is', () => {
  test('HIST-11: says what differs, and what a write could bring back', () => {
    const was = record({ price: 4_500, brand: null, parts: [], diagnosis: '', status: 'device_received' }, [
      'imei',
    ]);
    const entryOf = { id: 'e1', at: now, by: 'ben', parts: { part: 'Glass', quantity: 1 } };
    const is = record({ price: 5_000, brand: '', parts: [entryOf], diagnosis: 'Wet', status: 'repaired_qc' });
    const found = new Map(comparedWith(device, was, is).map((each) => [each.name, each]));
    expect(found.get('price')).toMatchObject({ differs: true, canReturn: true });
    expect(found.get('brand')).toMatchObject({ differs: false, isEmpty: true });
    expect(found.get('status')).toMatchObject({ differs: true, canReturn: false });
    expect(found.get('parts')).toMatchObject({ differs: true, canReturn: false });
    expect(found.get('diagnosis')).toMatchObject({ differs: true, canReturn: true, isEmpty: true });
    expect(found.get('imei')).toMatchObject({ isUnknown: true, canReturn: false });
    expect(found.has('deleted')).toBe(false);
  });

  test('HIST-11: what came back is told by label, and what stays with its reason', () => {
    expect(
      tellRestored(device, {
        written: ['diagnosis'],
        kept: [{ field: 'status', because: 'impossible' }],
      }),
    ).toBe('Brought back: Diagnosis. Status stays as it is: it cannot go there from where it is.');
  });
});
