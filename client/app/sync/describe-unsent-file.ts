/** What became of a file of unsent edits, in words. */
import { never } from '../../../shared/lib/assert.ts';
import type { TakenIn } from '../../replica/types.ts';
import { BadUnsentFile, type UnsentFileProblem } from '../../replica/unsent-file.ts';
import { counted } from '../words.ts';

export function describeTakenIn({ erased, ...taken }: TakenIn): string {
  if (erased === 0) return describeKept(taken);
  const left = `${counted(erased, 'edit')} of records that were erased ${erased === 1 ? 'was' : 'were'} left out.`;
  return taken.edits === 0 && taken.known === 0 ? left : `${describeKept(taken)} ${left}`;
}

function describeKept({ edits, records, known }: Omit<TakenIn, 'erased'>): string {
  if (edits === 0 && known === 0) return 'The file holds no edits.';
  if (edits === 0)
    return `Nothing new: this device has ${known === 1 ? 'the edit' : `all ${counted(known, 'edit')}`} of the file.`;
  const taken = `${counted(edits, 'edit')} in ${counted(records, 'record')} taken in, to be sent.`;
  return known === 0
    ? taken
    : `${taken} ${counted(known, 'edit')} of the file ${known === 1 ? 'was' : 'were'} here already.`;
}

/** @param error whatever `takeInUnsent` rejected with */
export function describeUnsentFileProblem(error: unknown): string {
  if (!(error instanceof BadUnsentFile))
    return 'This device could not store what the file holds. Nothing was taken in.';
  return `${why(error.problem)} Nothing was taken in.`;
}

function why(problem: UnsentFileProblem): string {
  switch (problem) {
    case 'not-one':
      return 'This is no file of unsent edits.';
    case 'newer':
      return 'A newer version of Solder wrote this file: load that version first.';
    case 'damaged':
      return 'This file is damaged: it is not as it was written.';
    case 'other-shop':
      return 'These edits are of another shop: sign in there.';
    case 'other-user':
      return 'Somebody else made these edits: only they can take them in.';
    default:
      return never(problem, 'a problem of a file');
  }
}
