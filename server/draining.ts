/**
 * A relay that runs dry (rules START-5, START-9): from its first moment on nobody new is served, and the process may stay or
 * end afterwards. Knows nothing of signals or of HTTP.
 */
import type { Time } from '../shared/lib/time.ts';
import { errorKind, type Log } from './log.ts';
import type { Drained } from './relay/drain.ts';
import type { Relay } from './relay/relay.ts';
import { within } from './relay/within.ts';

/** How long it may wait for steps that are under way, in milliseconds; they are done again after the next start. */
const longestStep = 1_000;

export interface Draining {
  /** False from the first moment of it. */
  serving(): boolean;
  /** Lets everything run dry. Whoever asks again gets the same answer. `by` is for the log. */
  begin(by: string): Promise<Drained>;
}

export interface AtWork {
  stop(): Promise<void>;
}

export interface DrainingParts {
  readonly relay: Pick<Relay, 'drain'>;
  /** What is at work by itself, beside who is connected: it ends first, and begins nothing more. */
  readonly workers: () => readonly AtWork[];
  readonly time: Time;
  readonly log: Log;
}

export function createDraining({ relay, workers, time, log }: DrainingParts): Draining {
  let drained: Promise<Drained> | undefined;
  const drain = async (by: string): Promise<Drained> => {
    log('info', 'draining', { by });
    const ended = workers().map((worker) =>
      worker.stop().catch((error: unknown) => log('error', 'not-stopped', { kind: errorKind(error) })),
    );
    await within(time, longestStep, Promise.all(ended));
    const done = await relay.drain();
    log('info', 'drained', { ...done });
    return done;
  };
  return {
    serving: () => drained === undefined,
    begin: (by) => (drained ??= drain(by)),
  };
}
