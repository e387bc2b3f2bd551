import { expect, test } from 'vitest';
import { describeUnfinished } from './describe-unfinished.ts';

test('APP-10: a field that holds up a new version is told by its label', () => {
  expect(describeUnfinished('device/d1/readyBy')).toMatchObject({
    name: { kind: 'device', id: 'd1' },
    field: 'readyBy',
    text: expect.stringMatching(/^[A-Z][a-z ]+ is not finished/) as unknown,
  });
  expect(describeUnfinished('device/d1/not_declared')?.text).toMatch(/^Not declared is not finished/);
  expect(describeUnfinished('nothing')).toBeUndefined();
});
