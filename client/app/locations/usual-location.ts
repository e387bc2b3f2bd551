/** The location that a check-in begins with: its user's only one, else the one that was chosen last on this device (rule PLACE-8). */
import type { ShopLocations } from '../../replica/vault.ts';
import type { DraftShelf } from '../drafts/kept-drafts.ts';

const nameOf = (shop: string): string => `solder.location/${shop}`;

export function usualLocation(
  shelf: Pick<DraftShelf, 'getItem'>,
  shop: string,
  { all, mine }: Pick<ShopLocations, 'all' | 'mine'>,
): string {
  const [own] = mine;
  const may = (id: string): boolean =>
    all.some((each) => each.id === id) && (mine.length === 0 || mine.includes(id));
  if (own !== undefined && mine.length === 1) return may(own) ? own : '';
  const last = shelf.getItem(nameOf(shop)) ?? '';
  return may(last) ? last : '';
}

export function noteLocation(shelf: Pick<DraftShelf, 'setItem'>, shop: string, id: string): void {
  try {
    shelf.setItem(nameOf(shop), id);
  } catch {
    // A full device: the next check-in begins without one.
  }
}
