/** `localStorage`, or where a browser forbids it one that lasts as long as the page. */
import type { DraftShelf } from './kept-drafts.ts';

export function deviceShelf(storage: () => Storage): DraftShelf {
  try {
    return storage();
  } catch {
    const held = new Map<string, string>();
    return {
      get length() {
        return held.size;
      },
      key: (index) => [...held.keys()][index] ?? null,
      getItem: (key) => held.get(key) ?? null,
      setItem: (key, text) => void held.set(key, text),
      removeItem: (key) => void held.delete(key),
    };
  }
}
