/** What was typed into a form and not sent: it survives a reload of this tab, and is no one else's business. */
import { useState } from 'react';

export function useKeptText(key: string): readonly [string, (text: string) => void] {
  const shelf = `solder.form.${key}`;
  const [text, setText] = useState(() => sessionStorage.getItem(shelf) ?? '');
  const keep = (next: string): void => {
    setText(next);
    try {
      if (next === '') sessionStorage.removeItem(shelf);
      else sessionStorage.setItem(shelf, next);
    } catch {
      // No room for it: it is still on the screen.
    }
  };
  return [text, keep];
}
