import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

test('RUN-9: what is asked for is done where long work rests, also inside of other such work, and at once where nobody works', async () => {
  const turns = new Turns();
  const told: string[] = [];
  const say = (word: string) => (): Promise<void> => Promise.resolve(void told.push(word));
  await turns.between(say('alone'));
  let asked: Promise<unknown> = Promise.resolve();
  const long = turns.after(async () => {
    told.push('begins');
    asked = Promise.all([
      turns
        .between(async () => {
          told.push('compares');
          const inner = turns.between(say('erases'));
          await turns.rest();
          await inner;
          throw new Error('did not compare');
        })
        .catch((error: unknown) => told.push(String(error))),
      turns.between(say('lets go')),
    ]);
    await turns.rest();
    told.push('goes on');
  });
  const next = turns.after(say('next'));
  await Promise.all([long, next]);
  await asked;
  await turns.settled();
  expect(told).toEqual([
    'alone',
    'begins',
    'compares',
    'lets go',
    'erases',
    'Error: did not compare',
    'goes on',
    'next',
  ]);
});
