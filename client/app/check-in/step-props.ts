/** What every step of the check-in is handed. */
import type { EntityId, FileId } from '../../../shared/lib/ids.ts';
import type { CheckIn } from './check-in.ts';
import type { Problems } from './problems.ts';

export interface StepProps {
  readonly checkIn: CheckIn;
  /** `to` is handed the check-in as it is now: what takes its time, such as a photo, finds what was typed meanwhile. */
  readonly change: (to: (was: CheckIn) => Partial<CheckIn>) => void;
  readonly addPhoto: (device: EntityId, photo: FileId) => void;
  readonly sign: (order: EntityId, signature: FileId, signedBy: string) => void;
  /** Empty until the person tried to go on. */
  readonly problems: Problems;
}

/** The problem of an input as Mantine wants it. */
export const errorOf = (problems: Problems, input: string): string | null => problems.get(input) ?? null;
