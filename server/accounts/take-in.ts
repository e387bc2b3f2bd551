/** Whom a shop takes in, by whichever door: for somebody new there has to be room, and whoever comes back begins anew (rule PEOPLE-1). */
import type { Author, ShopId } from '../../shared/lib/ids.ts';
import type { Store, User } from '../store/store.ts';
import type { Accounts } from './accounts.ts';
import { mustHaveRoom } from './quotas.ts';

export interface TakeInDependencies {
  readonly store: Pick<Store, 'shop' | 'users'>;
  /** Absent where nobody signs in here: then there is nothing to forget. */
  readonly accounts?: Pick<Accounts, 'forget'> | undefined;
}

/**
 * To be called before they are saved, with who they were. Forgets how they signed in, also where that was cut off when they were
 * removed. @throws NotDone `conflict` when the shop has as many people as it may have
 */
export async function takeIn(
  { store, accounts }: TakeInDependencies,
  shop: ShopId,
  user: Author,
  before: User | undefined,
): Promise<void> {
  await mustHaveRoom(store, shop);
  if (before) await accounts?.forget({ shop, user });
}
