import { expect, test } from 'vitest';
import { describeFailure, describeStartFailure } from './describe-failure.ts';
import { PartNotLoaded } from './loading.ts';

test('APP-20: a part that did not come is told apart from one that went wrong, and details say what was thrown', () => {
  const missing = new PartNotLoaded('a part of the page did not come', { cause: new TypeError('fetch') });
  expect(describeFailure(missing)).toMatchObject({
    title: 'This page could not be loaded',
    details: 'PartNotLoaded: a part of the page did not come\nTypeError: fetch',
  });
  const broken = describeFailure(new RangeError('out of bounds'));
  expect(broken).toMatchObject({
    title: 'This page could not be shown',
    details: 'RangeError: out of bounds',
  });
  // What a machine says is kept out of what a person reads.
  expect(broken.text).not.toContain('bounds');
});

test.each([
  [undefined, ''],
  [null, ''],
  ['words', 'words'],
  [new DOMException('no room', 'QuotaExceededError'), 'QuotaExceededError: no room'],
])('APP-20: whatever was thrown, such as %s, has details', (thrown, details) => {
  expect(describeFailure(thrown).details).toBe(details);
  expect(describeStartFailure(thrown).details).toBe(details);
});
