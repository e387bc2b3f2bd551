/** Which steps wait for a moment in which no file becomes whole, and which it waits for. */
import { expect, test } from 'vitest';
import { Finishing } from './finishing.ts';

const failing = () => Promise.reject(new Error('full'));
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('FILE-10: a moment waits for steps that are under way, steps wait for it, and moments follow one another', async () => {
  const finishing = new Finishing();
  const told: string[] = [];
  const held = ['step', 'first', 'second'].map(() => Promise.withResolvers<void>());
  const doing = (what: string, until?: Promise<void>) => async () => {
    told.push(what);
    await until;
    told.push(`${what} is over`);
  };
  const step = finishing.step(doing('step', held[0]?.promise));
  await settled();
  const all = [
    step,
    finishing.whileNone(doing('first', held[1]?.promise)),
    finishing.step(doing('later step')),
    finishing.whileNone(doing('second', held[2]?.promise)),
    finishing.step(doing('last step')),
  ];
  for (const each of held) {
    await settled();
    told.push('on');
    each.resolve();
  }
  await Promise.all(all);
  expect(told.slice(0, 9)).toEqual([
    'step',
    'on',
    'step is over',
    'first',
    'on',
    'first is over',
    'second',
    'on',
    'second is over',
  ]);
  expect(told.slice(9).sort()).toEqual([
    'last step',
    'last step is over',
    'later step',
    'later step is over',
  ]);
});

test('FILE-10: what fails in such a moment, or in a step, holds nothing up', async () => {
  const finishing = new Finishing();
  await expect(finishing.step(failing)).rejects.toThrow('full');
  await expect(finishing.whileNone(failing)).rejects.toThrow('full');
  expect(await finishing.step(() => Promise.resolve('whole'))).toBe('whole');
  expect(await finishing.whileNone(() => Promise.resolve('all'))).toBe('all');
});
