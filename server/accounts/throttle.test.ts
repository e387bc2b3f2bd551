import { expect, test } from 'vitest';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import { Throttle } from './throttle.ts';

const rule = { free: 3, first: 1_000, longest: 8_000, forget: 60_000 };

function bench() {
  const time = new ManualTime();
  const throttle = new Throttle(rule, time);
  const wait = (name = 'ana') => throttle.wait(name);
  return { time, throttle, wait };
}

test('ACCOUNT-4: the first tries cost nothing, then each waits twice as long as the one before, up to an end', () => {
  const { throttle, wait, time } = bench();
  const waits = Array.from({ length: 8 }, () => {
    throttle.count('ana');
    const ms = wait();
    time.jump(time.now() + ms);
    return ms;
  });
  expect(waits).toEqual([0, 0, 0, 1_000, 2_000, 4_000, 8_000, 8_000]);
  expect(wait('ben')).toBe(0);
});

test('ACCOUNT-4: the right one forgets them, and so does time; one that is taken back leaves the others', () => {
  const { throttle, wait, time } = bench();
  for (let i = 0; i < 6; i++) throttle.count('ana');
  throttle.takeBack('ana');
  expect(wait()).toBe(0);
  throttle.count('ana');
  expect(wait()).toBe(4_000);
  throttle.forgive('ana');
  throttle.count('ana');
  expect(wait()).toBe(0);
  for (let i = 0; i < 6; i++) throttle.count('ana');
  time.jump(time.now() + 60_000);
  throttle.count('ana');
  expect(wait()).toBe(0);
});
