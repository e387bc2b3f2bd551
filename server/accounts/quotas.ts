/** Bounds of a shop as an operator gives them, and whether there is room for another of its people (rule SHOP-5). */
import type { ShopId } from '../../shared/lib/ids.ts';
import type { Quotas, Store } from '../store/store.ts';
import { NotDone } from './not-done.ts';
import type { Asked } from './read-asked.ts';

const names = ['users', 'sockets', 'records', 'bytes'] as const;
const most = 1_000_000_000_000;

/** The bounds after what was asked: a number bounds, `none` lifts a bound, and what is not named stays. @throws NotDone `bad-request` */
export function quotasAfter(before: Quotas, asked: Asked): Quotas {
  const after = names.flatMap((name) => {
    const wanted = asked.get(name);
    if (wanted === undefined) return before[name] === undefined ? [] : [[name, before[name]] as const];
    if (wanted === 'none') return [];
    const count = typeof wanted === 'string' && /^\d{1,13}$/.test(wanted) ? Number(wanted) : undefined;
    if (count !== undefined && count >= 1 && count <= most) return [[name, count] as const];
    throw new NotDone('bad-request', `The bound of ${name} is a whole number from 1, or "none".`);
  });
  return Object.fromEntries(after);
}

/** @throws NotDone `conflict` when the shop has as many people as it may have */
export async function mustHaveRoom(store: Pick<Store, 'shop' | 'users'>, shop: ShopId): Promise<void> {
  const bound = (await store.shop(shop))?.quotas?.users;
  if (bound === undefined) return;
  const users = (await store.users(shop)).filter(({ revoked }) => !revoked).length;
  if (users >= bound)
    throw new NotDone('conflict', `The shop has room for ${bound} people, and they are there.`);
}
