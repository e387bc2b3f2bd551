import { expect, test } from 'vitest';
import { Drafts } from './drafts.ts';

const typed = { text: 'typed', base: null };

test('APP-5: committing everything writes each draft once and keeps only what is no value', () => {
  const drafts = new Drafts();
  const written: string[] = [];
  let told = 0;
  drafts.subscribe(() => (told += 1));
  drafts.hold('ticket/1/subject', typed, () => written.push('subject') > 0);
  drafts.hold('ticket/1/price', typed, () => false);
  drafts.hold('ticket/1/subject', typed, () => written.push('subject, typed on') > 0);
  expect(drafts.commitAll()).toBe(false);
  expect(written).toEqual(['subject, typed on']);
  expect(drafts.has('ticket/1/')).toBe(true);
  drafts.release('ticket/1/price');
  expect(drafts.has('ticket/1/')).toBe(false);
  expect(drafts.commitAll()).toBe(true);
  expect(written).toHaveLength(1);
  expect(told).toBe(4);
});

test('APP-5: a draft that is no value is kept when its record is left, and holds up nothing', () => {
  const drafts = new Drafts();
  drafts.hold('device/1/price', typed, () => false);
  drafts.hold('device/1/serial', typed, () => true);
  drafts.hold('device/12/price', typed, () => false);
  drafts.leave('device/1/');
  expect(drafts.has('device/1/')).toBe(false);
  expect(drafts.aside('device/1/price')).toEqual(typed);
  expect(drafts.aside('device/1/serial')).toBeUndefined();
  expect(drafts.has('device/12/price')).toBe(true);
  drafts.release('device/12/price');
  expect(drafts.commitAll()).toBe(true);
  expect(drafts.knows('device/1/price')).toBe(true);
  drafts.hold('device/1/price', typed, () => true);
  expect(drafts.aside('device/1/price')).toBeUndefined();
});
