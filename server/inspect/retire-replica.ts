/** A device that is not to come back: who is signed in on it is signed out there, and it is listed no longer (rule DEVICE-4). */
import type { Author, ShopId } from '../../shared/lib/ids.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { Store } from '../store/store.ts';

export interface Retired {
  readonly found: boolean;
  /** Whether its sign-in was ended; it had none where its token is of no device. */
  readonly signedOut: boolean;
}

/** @throws StoreUnavailable */
export async function retireReplica(
  {
    store,
    accounts,
  }: {
    readonly store: Pick<Store, 'replicas' | 'forgetReplica'>;
    readonly accounts?: Pick<Accounts, 'endDevice'> | undefined;
  },
  shop: ShopId,
  user: Author,
  id: string,
): Promise<Retired> {
  const line = (await store.replicas(shop)).find((each) => each.user === user && each.id === id);
  if (!line) return { found: false, signedOut: false };
  const signedOut =
    line.device !== '' && accounts !== undefined && (await accounts.endDevice({ shop, user }, line.device));
  await store.forgetReplica(shop, user, id);
  return { found: true, signedOut };
}
