/** Listens for shortcuts wherever nobody types; `showHelp` opens the list of them. */
import { useEffect } from 'react';
import { useDevice } from '../device.ts';
import { goTo } from '../use-route.ts';
import { completedBy, help, type Pressed } from './shortcuts.ts';

export function useShortcuts(showHelp: () => void): void {
  const { replica, time } = useDevice();
  useEffect(() => {
    let pressed: readonly Pressed[] = [];
    const hear = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'Shift' || isTyping(event.target)) return;
      pressed = [...pressed.slice(-3), { key: event.key, at: time.now() }];
      const found = completedBy(pressed);
      if (!found) return;
      event.preventDefault();
      pressed = [];
      if (found === help) showHelp();
      else if (found.to !== undefined) goTo(`/${replica.shop}/${found.to}`);
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, [replica, time, showHelp]);
}

/** In a field, an editor or a dialog a key is a letter. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input, textarea, select, [contenteditable="true"], [role="dialog"], [role="menu"]') !==
      null
  );
}
