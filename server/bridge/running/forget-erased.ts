/** What was erased while the bridge was not at work, or without hearing of it, is forgotten when it begins (rule RUN-5). */
import type { EntityName, KindName, ShopId } from '../../../shared/lib/ids.ts';
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
    const gone = new Set<string>(await store.erasedFor(shop, subject));
    const known: EntityName[] = [];
    for (const kind of kinds)
      for (const key of gone) {
        if (!key.startsWith(`${kind}/`)) continue;
        const link = await state.link({ kind, id: key.slice(kind.length + 1) as never });
        if (link && link.gone !== 'erased') known.push(link);
      }
    if (known.length > 0) await state.forget(known);
  }
}
