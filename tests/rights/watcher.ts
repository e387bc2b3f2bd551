/** Notes everything that a document ever showed of each field, after every transaction, also what nobody can read. */
import * as Y from 'yjs';
import { openRoots } from '../../shared/document/admit.ts';
import type { Kind } from '../../shared/schema/field.ts';
import { fieldStoredAs } from '../../shared/schema/stored-name.ts';

export type Shown = ReadonlyMap<string, string>;

/** What every field holds now, as text; what belongs to no declared field stands under its root's name. */
export function shownIn(doc: Y.Doc, kind: Kind): Map<string, string> {
  openRoots(doc, kind);
  const parts = new Map<string, unknown[]>();
  const add = (field: string, part: unknown): void => {
    const known = parts.get(field);
    if (known) known.push(part);
    else parts.set(field, [part]);
  };
  for (const [root, type] of doc.share) {
    if (type instanceof Y.Array && root === 'registers') {
      for (const element of type.toArray() as unknown[]) {
        const stored: unknown = Array.isArray(element) ? element[0] : undefined;
        const name = typeof stored === 'string' ? stored : '?';
        add(fieldStoredAs(kind, name)?.name ?? name, element);
      }
      continue;
    }
    const name = root.slice(root.indexOf(':') + 1);
    const field = fieldStoredAs(kind, name)?.name ?? root;
    if (type instanceof Y.Text) add(field, type.toDelta());
    else if (type instanceof Y.Array) add(field, type.toJSON());
  }
  const texts = [...parts].map(([field, held]) => {
    // Neighbours in a list may change places when one comes back; what a field says does not depend on it.
    const said = held.map((part) => JSON.stringify(part)).sort();
    return [field, said.join(' ')] as const;
  });
  return new Map(texts.filter(([, text]) => text !== '[]'));
}

export interface Watched {
  /** Every state of a field since the last `forget`, the one it had then included. */
  ever(field: string): readonly string[];
  /** Everything that was ever shown, of all fields. */
  all(): string;
  forget(): void;
}

export function watch(doc: Y.Doc, kind: Kind): Watched {
  let ever = new Map<string, string[]>();
  const everything = new Set<string>();
  const note = (transaction?: Y.Transaction): void => {
    if (transaction && transaction.changed.size === 0) return;
    const shown = shownIn(doc, kind);
    for (const field of new Set([...shown.keys(), ...ever.keys()])) {
      const state = shown.get(field) ?? '';
      const known = ever.get(field);
      everything.add(state);
      if (!known) ever.set(field, [state]);
      else if (known.at(-1) !== state) known.push(state);
    }
  };
  doc.on('afterTransaction', (transaction: Y.Transaction) => note(transaction));
  note();
  return {
    ever: (field) => ever.get(field) ?? [''],
    all: () => [...everything].join(' '),
    forget() {
      ever = new Map();
      note();
    },
  };
}
