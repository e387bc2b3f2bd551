/** The times that were promised at once by people who did not know of each other: each with who promised them. */
import { stampMilliseconds } from '../../../shared/lib/stamp.ts';
import type { EntityDocument } from '../../../shared/document/entity-document.ts';
import type { Times } from './lay-out.ts';

export interface Promised extends Times {
  readonly author: string;
  /** When it was written, in milliseconds. */
  readonly at: number;
}

/**
 * Start and end are two fields, and who moved an appointment wrote both: they are offered together, so that nobody is
 * left with the start of one and the end of another. Empty when nobody disagrees.
 */
export function promises(entity: EntityDocument): readonly Promised[] {
  const asked = entity.reviews().filter(({ field }) => field === 'start' || field === 'end');
  if (asked.length === 0) return [];
  const shown = { start: entity.get('start'), end: entity.get('end') };
  const authors = new Set(asked.flatMap(({ entries }) => entries.map(({ author }) => author)));
  return [...authors].flatMap((author) => {
    const by = (name: 'start' | 'end') => {
      const theirs = asked
        .find(({ field }) => field === name)
        ?.entries.find((entry) => entry.author === author);
      return { value: theirs ? theirs.value : shown[name], at: theirs ? stampMilliseconds(theirs.stamp) : 0 };
    };
    const [start, end] = [by('start'), by('end')];
    if (typeof start.value !== 'number' || typeof end.value !== 'number') return [];
    return [{ author, start: start.value, end: end.value, at: Math.max(start.at, end.at) }];
  });
}
