/** The way to anything: a box in the header, or `/` or Ctrl+K from anywhere. What it opens is fetched when it is first wanted. */
import { IconSearch } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import classes from './search-box.module.css';

const SearchDialog = lazy(() =>
  import('./search-dialog.tsx').then((part) => ({ default: part.SearchDialog })),
);

export function SearchBox() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (!asksToSearch(event)) return;
      event.preventDefault();
      setOpen(true);
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
  return (
    <>
      <button
        type="button"
        className={classes.box}
        onClick={() => setOpen(true)}
        aria-label="Search everything"
        aria-keyshortcuts="/ Control+K"
        data-testid="search-box"
      >
        <IconSearch size={18} aria-hidden="true" />
        <span className={classes.hint}>Name, phone, IMEI, number…</span>
        <kbd className={classes.key}>/</kbd>
      </button>
      {open && (
        <Suspense fallback={null}>
          <SearchDialog close={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

function asksToSearch({ key, ctrlKey, metaKey, altKey, target }: KeyboardEvent): boolean {
  if ((ctrlKey || metaKey) && !altKey) return key.toLowerCase() === 'k';
  const isTyping =
    target instanceof Element &&
    target.closest('input, textarea, select, [contenteditable="true"], [role="dialog"]') !== null;
  return key === '/' && !altKey && !isTyping;
}
