/**
 * A long list of which only the rows in sight exist on the page (rule APP-3): one scroller, one list as tall as all of its rows,
 * and the rows of the window, each of which puts itself in its place. Used by every list that may be long.
 */
import {
  useCallback,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type ReactNode,
  type RefObject,
} from 'react';
import { windowOf, type ListWindow } from './window-of.ts';

export interface VirtualRows {
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** In pixels. */
  readonly rowHeight: number;
  /** Looks again where it is scrolled to. */
  readonly look: () => void;
  /** Scrolls as little as it takes to show one of the rows whole. */
  readonly reveal: (index: number) => void;
  /** Which of so many rows are to be drawn. */
  readonly windowOf: (total: number) => ListWindow;
}

/** In pixels: what is drawn before the list was measured. The rest of it is drawn a frame later, in a task of its own. */
const firstHeight = 400;

/** @param around rows drawn beyond each edge, so that a flick does not show white */
export function useVirtualRows(rowHeight: number, around: number): VirtualRows {
  const scroller = useRef<HTMLDivElement>(null);
  const [sight, setSight] = useState({ scrollTop: 0, height: firstHeight });
  const look = useCallback((): void => {
    const element = scroller.current;
    if (!element) return;
    // Between two rows nothing new comes into sight, and nothing is drawn.
    const scrollTop = Math.floor(element.scrollTop / rowHeight) * rowHeight;
    const height = element.clientHeight;
    setSight((was) => (was.scrollTop === scrollTop && was.height === height ? was : { scrollTop, height }));
  }, [rowHeight]);
  useLayoutEffect(() => {
    const watcher = new ResizeObserver(look);
    if (scroller.current) watcher.observe(scroller.current);
    return () => watcher.disconnect();
  }, [look]);
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
  return useMemo(
    () => ({
      scroller,
      rowHeight,
      look,
      reveal,
      windowOf: (total) => windowOf({ ...sight, rowHeight, total, around }),
    }),
    [sight, rowHeight, around, look, reveal],
  );
}

interface VirtualListProps {
  readonly rows: VirtualRows;
  /** How many there are in all. */
  readonly total: number;
  readonly className: string | undefined;
  readonly listClassName: string | undefined;
  readonly label?: string;
  /** The rows in sight. */
  readonly children: ReactNode;
  /** What stands in the scroller where there are no rows. */
  readonly none?: ReactNode;
}

export function VirtualList(props: VirtualListProps) {
  const { rows, total, className, listClassName, label, children, none } = props;
  const { scroller, look, rowHeight } = rows;
  return (
    <div className={className} ref={scroller} onScroll={look} tabIndex={-1}>
      <ul className={listClassName} style={{ height: total * rowHeight }} aria-label={label}>
        {children}
      </ul>
      {none}
    </div>
  );
}
