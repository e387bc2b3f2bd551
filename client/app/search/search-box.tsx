/** The way to anything: a box in the header, or `/` or Ctrl+K from anywhere. What it opens is fetched when it is first wanted. */
import { VisuallyHidden } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { Suspense, useEffect, useState } from 'react';
import { lazyPart } from '../failure/lazy-part.tsx';
import classes from './search-box.module.css';

const SearchDialog = lazyPart(() => import('./search-dialog.tsx').then((part) => part.SearchDialog));

export function SearchBox() {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const close = (): void => {
    setOpen(false);
    setText('');
  };
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
        aria-keyshortcuts="/ Control+K"
        data-testid="search-box"
      >
        <IconSearch size={18} aria-hidden="true" />
        <VisuallyHidden>Search everything</VisuallyHidden>
        <span className={classes.hint}>Name, phone, IMEI, number…</span>
        <kbd className={classes.key} aria-hidden="true">
          /
        </kbd>
      </button>
      {open && (
        <Suspense fallback={<EarlyLetters text={text} setText={setText} />}>
          <SearchDialog text={text} setText={setText} close={close} />
        </Suspense>
      )}
    </>
  );
}

/** Takes what is typed while the dialog is still being fetched: whoever knows the shortcut does not wait for it. */
function EarlyLetters({ text, setText }: { text: string; setText: (text: string) => void }) {
  return (
    <VisuallyHidden>
      <input
        ref={(input) => input?.focus()}
        aria-label="Search everything"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </VisuallyHidden>
  );
}

function asksToSearch({ key, ctrlKey, metaKey, altKey, target }: KeyboardEvent): boolean {
  if ((ctrlKey || metaKey) && !altKey) return key.toLowerCase() === 'k';
  const isTyping =
    target instanceof Element &&
    target.closest('input, textarea, select, [contenteditable="true"], [role="dialog"]') !== null;
  return key === '/' && !altKey && !isTyping;
}
