/** Who works in the shop, for the bridge: each record there may name some of them, so they are asked for at most once a minute. */
import type { ShopId } from '../../../shared/lib/ids.ts';
import type { Time } from '../../../shared/lib/time.ts';
import type { Store, User } from '../../store/store.ts';

const keptFor = 60_000;

export function shopPeople(
  store: Pick<Store, 'users'>,
  shop: ShopId,
  time: Pick<Time, 'now'>,
): () => Promise<readonly User[]> {
  let known: { readonly at: number; readonly people: readonly User[] } | undefined;
  return async () => {
    const now = time.now();
    if (known && now - known.at < keptFor) return known.people;
    known = { at: now, people: await store.users(shop) };
    return known.people;
  };
}
