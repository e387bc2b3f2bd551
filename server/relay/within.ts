/** Waiting with an end. */
import type { Time } from '../../shared/lib/time.ts';

/** True when `work` was done within `ms`; it is not stopped otherwise. */
export async function within(time: Time, ms: number, work: Promise<unknown>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const cancel = time.after(ms, () => resolve(false));
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    cancel();
  }
}
