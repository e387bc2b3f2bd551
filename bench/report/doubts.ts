/** Why a result is not counted, though it is there. */
import { isDeepStrictEqual } from 'node:util';
import { askedOf, type Job } from './jobs.ts';
import type { Entry } from './results.ts';

/** Of fewer a median says little. */
const enoughRounds = 5;

/** In words; none where it counts. `code` is the digest of what there is now. */
export function doubts(entry: Entry, job: Job, code: string | undefined): readonly string[] {
  const { skipped, failed, measured, rounds } = entry;
  return [
    ...(typeof skipped === 'string' ? [`skipped: ${skipped}`] : []),
    ...(failed ? ['failed in the last run'] : []),
    ...(measured && !isDeepStrictEqual(measured.asked, askedOf(job)) ? ['of another load or size'] : []),
    ...(measured && measured.code !== code ? ['older than the code'] : []),
    ...(typeof rounds === 'number' && rounds < enoughRounds ? ['fewer than five rounds'] : []),
  ];
}
