import { expect, test } from 'vitest';
import { Drafts } from './drafts.ts';

test('APP-5: committing everything writes each draft once and keeps only what is no value', () => {
  const drafts = new Drafts();
  const written: string[] = [];
  let told = 0;
  drafts.subscribe(() => (told += 1));
  drafts.hold('ticket/1/subject', () => written.push('subject') > 0);
  drafts.hold('ticket/1/price', () => false);
  drafts.hold('ticket/1/subject', () => written.push('subject, typed on') > 0);
  expect(drafts.commitAll()).toBe(false);
  expect(written).toEqual(['subject, typed on']);
  expect(drafts.has('ticket/1/')).toBe(true);
  drafts.release('ticket/1/price');
  expect(drafts.has('ticket/1/')).toBe(false);
  expect(drafts.commitAll()).toBe(true);
  expect(written).toHaveLength(1);
  expect(told).toBe(4);
});
