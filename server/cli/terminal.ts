/** What a command may touch of the world around it: two streams, the environment, time and randomness. */
import type { Random } from '../../shared/lib/random.ts';
import type { Time } from '../../shared/lib/time.ts';

export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The answer, and nothing else. */
  readonly out: (text: string) => void;
  /** Progress, warnings and errors. */
  readonly err: (text: string) => void;
  readonly time: Time;
  readonly random: Random;
}
