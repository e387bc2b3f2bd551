/** Why a result is not counted, though it is there. */
import type { Entry } from './results.ts';

/** Of fewer a median says little. */
const enoughRounds = 5;

/** In words; none where it counts. `code` is the digest of what there is now. */
export function doubts(entry: Entry, code: string | undefined): readonly string[] {
  const { skipped, failed, measured, rounds } = entry;
  return [
    ...(typeof skipped === 'string' ? [`skipped: ${skipped}`] : []),
    ...(failed ? ['failed in the last run'] : []),
    ...(measured && measured.code !== code ? ['older than the code'] : []),
    ...(typeof rounds === 'number' && rounds < enoughRounds ? ['fewer than five rounds'] : []),
  ];
}
