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
    ...(measured ? doubtOfAsked(measured.asked, askedOf(job)) : []),
    ...(measured && measured.code !== code ? ['older than the code'] : []),
    ...(typeof rounds === 'number' && rounds < enoughRounds ? ['fewer than five rounds'] : []),
  ];
}

function doubtOfAsked(asked: readonly string[] | undefined, inFull: readonly string[]): readonly string[] {
  if (!asked) return ['it is not known what was asked'];
  return isDeepStrictEqual(asked, inFull) ? [] : ['of another load or size'];
}
