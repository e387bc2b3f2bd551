/**
 * What a transaction did to each root of a document, seen before garbage collection: the items it added that are
 * visible, and the items it deleted that were there before. Knows nothing of fields.
 */
import * as Y from 'yjs';
import { must } from '../lib/assert.ts';
import { containerOf } from './yjs-inside.ts';

/** Nested types inside each other; Yjs walks down them by recursion. */
export const maxNesting = 16;

export interface RootChange {
  readonly root: string;
  readonly type: Y.AbstractType<unknown>;
  /** Visible items that came with the transaction; those inside a nested type have another parent than `type`. */
  readonly added: Y.Item[];
  /** Those of `added` that lie in more than `maxNesting` types inside each other. */
  readonly deep: Y.Item[];
  /** Items of earlier transactions that this one deleted; their content is still there. */
  readonly deleted: Y.Item[];
  /** Elements that came and were deleted already: written and replaced before they were sent. */
  hidden: number;
}

/** Call it inside the transaction, after the update was applied. Costs what changed, not what exists. */
export function observedChanges(transaction: Y.Transaction): RootChange[] {
  const { store } = transaction.doc;
  const changes = new Map<Y.AbstractType<unknown>, RootChange>();
  const places: Places = new Map();
  const hidden = new Map<Y.AbstractType<unknown>, number>();
  let names: ReadonlyMap<unknown, string> | undefined;

  // Yjs looks through all roots for one name; where many changed, a table is quicker.
  const nameOf = (type: Y.AbstractType<unknown>): string => {
    if (changes.size < 8) return Y.findRootTypeKey(type);
    names ??= namesByRoot(transaction.doc);
    return must(names.get(type), 'a root has a name');
  };

  const changeOf = (type: Y.AbstractType<unknown>): RootChange => {
    const known = changes.get(type);
    if (known) return known;
    const change = { root: nameOf(type), type, added: [], deep: [], deleted: [], hidden: 0 };
    changes.set(type, change);
    return change;
  };

  for (const [client, structs] of store.clients) {
    const before = transaction.beforeState.get(client) ?? 0;
    const last = structs.at(-1);
    if (!last || last.id.clock + last.length <= before) continue;
    for (let i = before === 0 ? 0 : Y.findIndexSS(structs, before); i < structs.length; i++) {
      const struct = structs[i];
      if (!(struct instanceof Y.Item)) continue;
      const { parent } = struct;
      if (struct.deleted) {
        if (isRoot(parent)) hidden.set(parent, (hidden.get(parent) ?? 0) + struct.length);
        continue;
      }
      if (isRoot(parent)) {
        changeOf(parent).added.push(struct);
        continue;
      }
      const place = placeOf(parent, places);
      if (!place) continue;
      const change = changeOf(place.root);
      change.added.push(struct);
      if (place.depth > maxNesting) change.deep.push(struct);
    }
  }

  for (const [type, change] of changes) change.hidden = hidden.get(type) ?? 0;
  Y.iterateDeletedStructs(transaction, transaction.deleteSet, (struct) => {
    if (!(struct instanceof Y.Item)) return;
    if (struct.id.clock >= (transaction.beforeState.get(struct.id.client) ?? 0)) return;
    const { parent } = struct;
    const root = isRoot(parent) ? parent : placeOf(parent, places)?.root;
    if (root) changeOf(root).deleted.push(struct);
  });

  return [...changes.values()];
}

/** What nearly every item lies in. */
const isRoot = (parent: Y.Item['parent']): parent is Y.AbstractType<unknown> =>
  parent instanceof Y.AbstractType && containerOf(parent) === null;

/** Where a type lies: in which root, in how many types inside each other. */
interface Place {
  readonly root: Y.AbstractType<unknown>;
  readonly depth: number;
}
type Places = Map<Y.AbstractType<unknown>, Place>;

/** Remembers the place of every type on the way, so that a chain of nested types is climbed once. */
function placeOf(parent: Y.Item['parent'], places: Places): Place | undefined {
  const climbed: Y.AbstractType<unknown>[] = [];
  let place: Place | undefined;
  for (let type = parent; !place;) {
    if (!(type instanceof Y.AbstractType)) return undefined;
    place = places.get(type);
    if (place) break;
    const container = containerOf(type);
    if (container === null) {
      place = { root: type, depth: 0 };
      places.set(type, place);
    } else {
      climbed.push(type);
      type = container.parent;
    }
  }
  for (const type of climbed.toReversed()) {
    place = { root: place.root, depth: place.depth + 1 };
    places.set(type, place);
  }
  return place;
}

const namesByRoot = ({ share }: Y.Doc): ReadonlyMap<unknown, string> =>
  new Map([...share].map(([name, root]): [unknown, string] => [root, name]));
