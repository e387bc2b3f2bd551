import { expect, test } from 'vitest';
import { Asks } from './asks.ts';

test('SECRET-6: an answer that a later one overtook is passed over, one that comes in its turn is not', () => {
  const asks = new Asks();
  const [first, second, third] = [asks.ask(), asks.ask(), asks.ask()];
  expect(first()).toBe(true);
  expect(third()).toBe(true);
  expect(second()).toBe(false);
  expect(asks.ask()()).toBe(true);
});
