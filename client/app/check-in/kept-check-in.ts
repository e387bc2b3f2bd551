/** The check-in of this device and person, kept where it survives a reload and a closed tab, until it is handed in. */
import type { DraftShelf } from '../drafts/kept-drafts.ts';
import { steps, type CheckIn } from './check-in.ts';

const nameOf = (shop: string, user: string): string => `solder.check-in/${shop}/${user}`;

/** What was kept, completed by `empty` where an older page kept less; undefined when there is nothing to go on with. */
export function readKept(shelf: DraftShelf, shop: string, user: string, empty: CheckIn): CheckIn | undefined {
  try {
    const kept: unknown = JSON.parse(shelf.getItem(nameOf(shop, user)) ?? 'null');
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

export function keep(shelf: DraftShelf, shop: string, user: string, checkIn: CheckIn | undefined): void {
  try {
    if (checkIn) shelf.setItem(nameOf(shop, user), JSON.stringify(checkIn));
    else shelf.removeItem(nameOf(shop, user));
  } catch {
    // A full device; what is filled in is still on the screen, and the status says so.
  }
}
