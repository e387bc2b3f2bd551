/**
 * Throws away, once a day, uploads that nobody went on with for a month (rule FILE-5). Whoever still has the file begins
 * it again: a device keeps what it has not sent, however long it was away.
 */
import type { Cancel, Time } from '../../shared/lib/time.ts';
import { daily } from '../daily.ts';
import type { Log } from '../log.ts';
import type { Files } from './files.ts';

const patience = 30 * 24 * 60 * 60 * 1000;

export interface KeepSweptOptions {
  readonly files: Pick<Files, 'sweep'>;
  readonly time: Time;
  readonly log: Log;
}

/** Begins now; the answer ends it. */
export const keepSwept = ({ files, time, log }: KeepSweptOptions): Cancel =>
  daily(
    async () => {
      const uploads = await files.sweep(time.now() - patience);
      if (uploads > 0) log('info', 'uploads-swept', { uploads });
    },
    { time, log, failed: 'sweep-failed' },
  );
