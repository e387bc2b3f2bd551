/**
 * Throws away, once a day, uploads that nobody went on with for a month (rule FILE-5). Whoever still has the file begins
 * it again: a device keeps what it has not sent, however long it was away.
 */
import type { Cancel, Time } from '../../shared/lib/time.ts';
import { errorKind, type Log } from '../log.ts';
import type { Files } from './files.ts';

const day = 24 * 60 * 60 * 1000;
const patience = 30 * day;

export interface KeepSweptOptions {
  readonly files: Pick<Files, 'sweep'>;
  readonly time: Time;
  readonly log: Log;
}

/** Begins now; the answer ends it. */
export function keepSwept({ files, time, log }: KeepSweptOptions): Cancel {
  let stopped = false;
  let cancel: Cancel | undefined;
  const sweep = async (): Promise<void> => {
    try {
      const uploads = await files.sweep(time.now() - patience);
      if (uploads > 0) log('info', 'uploads-swept', { uploads });
    } catch (error) {
      log('warn', 'sweep-failed', { kind: errorKind(error) });
    }
    if (!stopped) cancel = time.after(day, () => void sweep());
  };
  void sweep();
  return () => {
    stopped = true;
    cancel?.();
  };
}
