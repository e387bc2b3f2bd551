import { expect, test } from 'vitest';
import { createHasher, HasherBusy } from './hasher.ts';

const cost = { memory: 8, passes: 1, lanes: 1 };
const none = () => Promise.resolve(null);

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
  await hasher.matches('word', none);
  const both = await Promise.allSettled([hasher.matches('word', none), hasher.matches('word', none)]);
  // Nobody's password takes a turn, too: the second finds none free.
  expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(await hasher.matches('', none)).toBe(false);
});

test('ACCOUNT-2: what is compared with is asked for once it is one’s turn, and not at all where there is none', async () => {
  const hasher = createHasher({ cost, atOnce: 1, waiting: 0 });
  const stored = await hasher.hash('word');
  let asked = 0;
  const ask = () => {
    asked++;
    return Promise.resolve(stored);
  };
  const both = await Promise.allSettled([hasher.matches('word', ask), hasher.matches('word', ask)]);
  expect(both).toEqual([
    { status: 'fulfilled', value: true },
    { status: 'rejected', reason: expect.any(HasherBusy) as unknown },
  ]);
  expect(asked).toBe(1);
  // A turn that ends in an error is free again.
  await expect(hasher.matches('word', () => Promise.reject(new Error('no store')))).rejects.toThrow(
    'no store',
  );
  expect(await hasher.matches('word', ask)).toBe(true);
});
