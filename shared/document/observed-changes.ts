/**
 * What a transaction did to each root of a document, seen before garbage collection: the items it added that are
 * visible, and the items it deleted that were there before. Knows nothing of fields.
 */
import * as Y from 'yjs';
import { containerOf } from './yjs-inside.ts';

export interface RootChange {
  readonly root: string;
  readonly type: Y.AbstractType<unknown>;
  /** Visible items that came with the transaction; those inside a nested type have another parent than `type`. */
  readonly added: Y.Item[];
  /** Items of earlier transactions that this one deleted; their content is still there. */
  readonly deleted: Y.Item[];
}

/**
 * Call it inside the transaction, after the update was applied. Costs what changed, not what exists. What clients
 * wrote for whom `leftOut` holds is not listed; and where some of it came, deletions are not either, since they may
 * be of the same age.
 */
export function observedChanges(
  transaction: Y.Transaction,
  leftOut?: (client: number) => boolean,
): RootChange[] {
  const { store } = transaction.doc;
  const changes = new Map<Y.AbstractType<unknown>, RootChange>();
  let listDeletions = true;

  const changeOf = (item: Y.Item): RootChange | undefined => {
    const type = rootOf(item);
    if (!type) return undefined;
    const known = changes.get(type);
    if (known) return known;
    const change = { root: Y.findRootTypeKey(type), type, added: [], deleted: [] };
    changes.set(type, change);
    return change;
  };

  for (const [client, structs] of store.clients) {
    const before = transaction.beforeState.get(client) ?? 0;
    const last = structs.at(-1);
    if (!last || last.id.clock + last.length <= before) continue;
    if (leftOut?.(client)) {
      listDeletions = false;
      continue;
    }
    for (let i = before === 0 ? 0 : Y.findIndexSS(structs, before); i < structs.length; i++) {
      const struct = structs[i];
      if (struct instanceof Y.Item && !struct.deleted) changeOf(struct)?.added.push(struct);
    }
  }

  if (!listDeletions) return [...changes.values()];
  Y.iterateDeletedStructs(transaction, transaction.deleteSet, (struct) => {
    if (!(struct instanceof Y.Item)) return;
    if (struct.id.clock >= (transaction.beforeState.get(struct.id.client) ?? 0)) return;
    changeOf(struct)?.deleted.push(struct);
  });

  return [...changes.values()];
}

function rootOf(item: Y.Item): Y.AbstractType<unknown> | undefined {
  let parent = item.parent;
  while (parent instanceof Y.AbstractType) {
    const container = containerOf(parent);
    if (container === null) return parent;
    parent = container.parent;
  }
  return undefined;
}
