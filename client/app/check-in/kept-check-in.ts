/** A check-in that is not handed in, kept where it survives a reload and a closed tab, under a name of its own. */
import type { DraftShelf } from '../drafts/kept-drafts.ts';
import { steps, type CheckIn } from './check-in.ts';

/** What was kept, completed by `empty` where an older page kept less; undefined when there is nothing to go on with. */
export function readKept(shelf: DraftShelf, name: string, empty: CheckIn): CheckIn | undefined {
  try {
    const kept: unknown = JSON.parse(shelf.getItem(name) ?? 'null');
    if (typeof kept !== 'object' || kept === null) return undefined;
    const checkIn = { ...empty, ...(kept as Partial<CheckIn>) };
    const whole =
      steps.includes(checkIn.step) &&
      Array.isArray(checkIn.devices) &&
      typeof checkIn.client === 'object' &&
      typeof checkIn.order === 'string';
    return whole ? checkIn : undefined;
  } catch {
    return undefined;
  }
}

export function keep(shelf: DraftShelf, name: string, checkIn: CheckIn | undefined): void {
  try {
    if (checkIn) shelf.setItem(name, JSON.stringify(checkIn));
    else shelf.removeItem(name);
  } catch {
    // A full device; what is filled in is still on the screen, and the status says so.
  }
}

export function namesKept(shelf: DraftShelf, prefix: string): readonly string[] {
  const names = Array.from({ length: shelf.length }, (_, index) => shelf.key(index));
  return names.filter((name): name is string => name?.startsWith(prefix) ?? false);
}
