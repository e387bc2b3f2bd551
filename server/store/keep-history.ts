/** Forgets, once a day, the history that is older than it is to be kept (rule HIST-8). */
import type { Cancel, Time } from '../../shared/lib/time.ts';
import { daily } from '../daily.ts';
import type { Log } from '../log.ts';
import type { Store } from './store.ts';

const day = 24 * 60 * 60 * 1000;

export interface KeepHistoryOptions {
  readonly store: Pick<Store, 'forgetHistory'>;
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
      if (entries > 0) log('info', 'history-forgotten', { entries });
    },
    { time, log, failed: 'history-not-forgotten' },
  );
