/** Forgets, once a day, the history that is older than it is to be kept (rule HIST-8), and operations that nobody sends again (rule PUSH-2). */
import type { Cancel, Time } from '../../shared/lib/time.ts';
import { daily } from '../daily.ts';
import type { Log } from '../log.ts';
import type { Store } from './store.ts';

const day = 24 * 60 * 60 * 1000;
/** Days for which an operation is known as done: longer than a device is offline. */
const operationDays = 90;

export interface KeepHistoryOptions {
  readonly store: Pick<Store, 'forgetHistory' | 'programs'>;
  /** How many days of it are kept. */
  readonly days: number;
  readonly time: Time;
  readonly log: Log;
}

/** Begins now; the answer ends it. */
export const keepHistory = ({ store, days, time, log }: KeepHistoryOptions): Cancel =>
  daily(
    async () => {
      let entries = 0;
      // A part at a time, so that edits wait for no more than one of them.
      for (let some = -1; some !== 0;) entries += some = await store.forgetHistory(time.now() - days * day);
      await store.programs.forgetOperations(time.now() - operationDays * day);
      if (entries > 0) log('info', 'history-forgotten', { entries });
    },
    { time, log, failed: 'history-not-forgotten' },
  );
