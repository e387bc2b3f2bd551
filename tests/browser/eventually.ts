/** Waits for something that is read from a page to become what it should be. */
import { expect, vi } from 'vitest';

const patience = { timeout: 20_000, interval: 50 };

export const eventually = <T>(read: () => Promise<T>, wanted: T): Promise<void> =>
  vi.waitFor(async () => {
    expect(await read()).toEqual(wanted);
  }, patience);

/** Waits until a reading satisfies `good`, and answers it. */
export const untilGood = <T>(read: () => Promise<T>, good: (value: T) => boolean): Promise<T> =>
  vi.waitFor(async () => {
    const value = await read();
    expect(value, 'what the page shows').toSatisfy(good);
    return value;
  }, patience);
