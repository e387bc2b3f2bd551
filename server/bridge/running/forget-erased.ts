/** What was erased while the bridge was not at work, or without hearing of it, is forgotten when it begins (rule RUN-5). */
import { parseEntityKey, type EntityName, type KindName, type ShopId } from '../../../shared/lib/ids.ts';
import type { Store } from '../../store/store.ts';
import type { BridgeState } from '../state/bridge-state.ts';

/** @throws StoreUnavailable */
export async function forgetErased(
  {
    store,
    shop,
    state,
  }: {
    readonly store: Pick<Store, 'erasures' | 'erasedFor'>;
    readonly shop: ShopId;
    readonly state: BridgeState;
  },
  kinds: readonly KindName[],
): Promise<void> {
  for (const { subject } of await store.erasures(shop)) {
    const known: EntityName[] = [];
    for (const key of new Set(await store.erasedFor(shop, subject))) {
      const name = parseEntityKey(key);
      const link = name && kinds.includes(name.kind) ? await state.link(name) : undefined;
      if (link && link.gone !== 'erased') known.push(link);
    }
    if (known.length > 0) await state.forget(known);
  }
}
