/** What every step of the check-in is handed. */
import type { CheckIn } from './check-in.ts';
import type { Problems } from './problems.ts';

export interface StepProps {
  readonly checkIn: CheckIn;
  readonly change: (changes: Partial<CheckIn>) => void;
  /** Empty until the person tried to go on. */
  readonly problems: Problems;
}

/** The problem of an input as Mantine wants it. */
export const errorOf = (problems: Problems, input: string): string | null => problems.get(input) ?? null;
