/**
 * The few inner parts of Yjs types that its accessors do not give: the linked list of items, the length of a type that
 * was not given a class yet, the item that holds a nested type, the search markers, and who listens to a document. All of
 * them are in this file, so that a new Yjs version is checked in one place.
 */
import type * as Y from 'yjs';

/** The first item of a list or text, deleted or not. */
export const firstOf = <E>({ _start: first }: Y.AbstractType<E>): Y.Item | null => first;

/** The items of a list or text, deleted ones included, in document order. */
export function* itemsOf<E>(list: Y.AbstractType<E>): Generator<Y.Item> {
  for (let item = firstOf(list); item !== null; item = item.right) yield item;
}

/** The newest item under each key of a map. */
export const entriesOf = <E>({ _map: entries }: Y.AbstractType<E>): Iterable<Y.Item> => entries.values();

/** Elements of a list, or UTF-16 units of a text. */
export const lengthOf = <E>({ _length: length }: Y.AbstractType<E>): number => length;

/** The item that holds a nested type; null for a root. */
export const containerOf = <E>({ _item: container }: Y.AbstractType<E>): Y.Item | null => container;

/** Lets go of remembered positions, which a remote change in the same transaction made wrong. */
export function forgetMarkers<E>({ _searchMarker: markers }: Y.AbstractType<E>): void {
  if (markers) markers.length = 0;
}

/** Whether anybody listens to an event of the document. */
export const isHeard = ({ _observers: listeners }: Y.Doc, event: string): boolean => listeners.has(event);
