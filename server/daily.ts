/** Work that is done once a day: what failed is logged by its kind and tried again the next day. */
import type { Cancel, Time } from '../shared/lib/time.ts';
import { errorKind, type Log } from './log.ts';

const day = 24 * 60 * 60 * 1000;

export interface DailyOptions {
  readonly time: Time;
  readonly log: Log;
  /** What the log calls it when it failed. */
  readonly failed: string;
}

/** Begins now; the answer ends it. */
export function daily(work: () => Promise<void>, { time, log, failed }: DailyOptions): Cancel {
  let stopped = false;
  let cancel: Cancel | undefined;
  const turn = async (): Promise<void> => {
    try {
      await work();
    } catch (error) {
      log('warn', failed, { kind: errorKind(error) });
    }
    if (!stopped) cancel = time.after(day, () => void turn());
  };
  void turn();
  return () => {
    stopped = true;
    cancel?.();
  };
}
