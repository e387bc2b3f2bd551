/** The shop's records for the bridge, through the relay of this process and its store: written as `@bridge`, through the door of the same name. */
import {
  systemAuthors,
  type EntityId,
  type EntityName,
  type KindName,
  type ShopId,
} from '../../shared/lib/ids.ts';
import type { Relay } from '../relay/relay.ts';
import { Erased } from '../store/erasure-store.ts';
import type { Store } from '../store/store.ts';
import type { Records } from './records.ts';

/** Ids that are read of a kind at once. */
const atOnce = 500;
/** About how many characters of rows are read to tell what moved; they are not used. */
const bytes = 256_000;

export function relayRecords(given: {
  readonly relay: Pick<Relay, 'write'>;
  readonly store: Pick<Store, 'moved' | 'load' | 'rows' | 'row'>;
  readonly shop: ShopId;
  /** Of which it is told that they moved. */
  readonly kinds: readonly KindName[];
}): Records {
  const { relay, store, shop, kinds } = given;
  const named = ({ kind, id }: EntityName) => ({ shop, kind, id });
  return {
    exists: async (name) => (await store.row(named(name))) !== undefined,
    write: (name, change) => relay.write(named(name), systemAuthors.bridge, change),

    async moved(after, limit) {
      const { upTo, more, records } = await store.moved({ shop, after, kinds, limit, bytes });
      return { upTo, more, records: records.map(({ kind, id, head }) => ({ kind, id, head })) };
    },

    async *ids(kind): AsyncGenerator<EntityId> {
      let after: string | undefined;
      for (;;) {
        const rows = await store.rows({ shop, kind, limit: atOnce, ...(after !== undefined && { after }) });
        for (const { id } of rows) yield id;
        after = rows.at(-1)?.id;
        if (after === undefined) return;
      }
    },

    async written(name) {
      // How far the edits under the bridge's own client ids go: nobody else's write moves them, and no folding.
      const stored = await store.load(named(name)).catch((error: unknown) => {
        if (error instanceof Erased) return undefined;
        throw error;
      });
      const own = (stored?.claims ?? []).filter(({ user }) => user === systemAuthors.bridge);
      return own.reduce((sum, { reach }) => sum + (reach ?? 0), 0);
    },
  };
}
