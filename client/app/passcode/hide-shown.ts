/** When a passcode that is shown hides by itself (rule SECRET-6). */
import type { Time } from '../../../shared/lib/time.ts';

/** Long enough to type it into the device, in milliseconds. */
export const shownFor = 30_000;

export interface Shown {
  readonly time: Time;
  readonly page: Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'>;
  /** When its half minute is over. */
  readonly end: number;
  readonly hide: () => void;
}

/**
 * Hides it when its time is over, and at once when the page goes into the background or is there already: an answer may
 * come when nobody looks. The answer ends the watch.
 */
export function hideShown({ time, page, end, hide }: Shown): () => void {
  const cancel = time.after(Math.max(0, end - time.now()), hide);
  const look = (): void => {
    if (page.visibilityState === 'hidden') hide();
  };
  page.addEventListener('visibilitychange', look);
  look();
  return () => {
    cancel();
    page.removeEventListener('visibilitychange', look);
  };
}
