/**
 * Pulling a list down at its top with a finger syncs, as every phone's lists do (row O2). The pull is told in pixels,
 * so that the page can show it; a mouse has a button for it.
 */
import { useEffect, useState, type RefObject } from 'react';

/** How far a finger has to come, in pixels; it moves the list by half of its way. */
export const enough = 64;

export function usePullToRefresh(scroller: RefObject<HTMLElement | null>, refresh: () => void): number {
  const [pulled, setPulled] = useState(0);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    let from: number | null = null;
    let by = 0;
    const show = (pixels: number): void => {
      by = pixels;
      setPulled(pixels);
    };
    const down = ({ touches }: TouchEvent): void => {
      from = element.scrollTop <= 0 && touches.length === 1 ? (touches[0]?.clientY ?? null) : null;
    };
    const move = ({ touches }: TouchEvent): void => {
      if (from === null) return;
      const way = (touches[0]?.clientY ?? from) - from;
      // A list that is scrolled is no pull, even if the finger comes back.
      if (way < 0 || element.scrollTop > 0) from = null;
      show(from === null ? 0 : Math.min(way / 2, enough * 1.5));
    };
    const up = (): void => {
      if (by >= enough) refresh();
      from = null;
      show(0);
    };
    element.addEventListener('touchstart', down, { passive: true });
    element.addEventListener('touchmove', move, { passive: true });
    element.addEventListener('touchend', up);
    element.addEventListener('touchcancel', up);
    return () => {
      element.removeEventListener('touchstart', down);
      element.removeEventListener('touchmove', move);
      element.removeEventListener('touchend', up);
      element.removeEventListener('touchcancel', up);
    };
  }, [scroller, refresh]);
  return pulled;
}
