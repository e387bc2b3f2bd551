/** What was typed into a form and not sent: it survives a reload of this tab, and is no one else's business. */
import { useCallback, useMemo, useState } from 'react';

export function useKeptText(key: string): readonly [string, (text: string) => void] {
  const shelf = `solder.form.${key}`;
  const [text, setText] = useState(() => sessionStorage.getItem(shelf) ?? '');
  const keep = useCallback(
    (next: string): void => {
      setText(next);
      try {
        if (next === '') sessionStorage.removeItem(shelf);
        else sessionStorage.setItem(shelf, next);
      } catch {
        // No room for it: it is still on the screen.
      }
    },
    [shelf],
  );
  return [text, keep];
}

export type Texts = Readonly<Record<string, string>>;

/** The same for a form of several inputs; an empty object forgets them all. */
export function useKeptTexts(key: string): readonly [Texts, (texts: Texts) => void] {
  const [kept, keep] = useKeptText(key);
  const texts = useMemo(() => readTexts(kept), [kept]);
  const keepAll = useCallback(
    (next: Texts) => keep(Object.keys(next).length === 0 ? '' : JSON.stringify(next)),
    [keep],
  );
  return [texts, keepAll];
}

function readTexts(kept: string): Texts {
  try {
    const value: unknown = JSON.parse(kept || '{}');
    if (typeof value !== 'object' || value === null) return {};
    return Object.fromEntries(
      Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
    );
  } catch {
    return {};
  }
}
