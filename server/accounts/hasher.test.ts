import { expect, test } from 'vitest';
import { createHasher, HasherBusy } from './hasher.ts';

const cost = { memory: 8, passes: 1, lanes: 1 };

test('ACCOUNT-2: a few hash at once, some wait, and whoever comes then is told to come again', async () => {
  const hasher = createHasher({ cost, atOnce: 2, waiting: 3 });
  const asked = await Promise.allSettled(Array.from({ length: 8 }, () => hasher.hash('word')));
  expect(asked.map(({ status }) => status)).toEqual([
    ...Array.from({ length: 5 }, () => 'fulfilled'),
    ...Array.from({ length: 3 }, () => 'rejected'),
  ]);
  expect(asked.at(-1)).toMatchObject({ reason: expect.any(HasherBusy) as unknown });
  // The turns are free again, all of them.
  const again = await Promise.allSettled(Array.from({ length: 5 }, () => hasher.hash('word')));
  expect(again.every(({ status }) => status === 'fulfilled')).toBe(true);
});

test('ACCOUNT-2: who is not there costs as much as who is, and never matches', async () => {
  const hasher = createHasher({ cost, atOnce: 1, waiting: 0 });
  await hasher.matches('word', undefined);
  const both = await Promise.allSettled([hasher.matches('word', null), hasher.matches('word', null)]);
  // Nobody's password takes a turn, too: the second finds none free.
  expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(await hasher.matches('', undefined)).toBe(false);
});
