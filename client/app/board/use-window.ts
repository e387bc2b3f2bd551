/** Which cards of a column are in sight, as it scrolls and as its height changes. */
import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import { windowOf, type ListWindow } from '../list/window-of.ts';

export function useWindow(rowHeight: number, total: number) {
  const scroller = useRef<HTMLDivElement>(null);
  const [sight, setSight] = useState({ scrollTop: 0, height: 700 });
  const look = useCallback((): void => {
    const element = scroller.current;
    if (!element) return;
    const scrollTop = Math.floor(element.scrollTop / rowHeight) * rowHeight;
    const height = element.clientHeight;
    setSight((was) => (was.scrollTop === scrollTop && was.height === height ? was : { scrollTop, height }));
  }, [rowHeight]);
  useLayoutEffect(() => {
    const watcher = new ResizeObserver(look);
    if (scroller.current) watcher.observe(scroller.current);
    return () => watcher.disconnect();
  }, [look]);
  /** Scrolls as little as it takes to show one of them whole. */
  const reveal = useCallback(
    (index: number): void => {
      const element = scroller.current;
      if (!element) return;
      const top = index * rowHeight;
      const bottom = top + rowHeight - element.clientHeight;
      element.scrollTop = Math.max(bottom, Math.min(top, element.scrollTop));
      look();
    },
    [rowHeight, look],
  );
  const shown: ListWindow = windowOf({ ...sight, rowHeight, total, around: 4 });
  return { scroller, look, reveal, shown };
}
