/** Which column a phone shows: the address says it, a swipe changes it. */
import { useCallback, useEffect, useRef } from 'react';
import { useQuery } from '../use-route.ts';

/** @param stages names of the columns, as they stand side by side */
export function useColumns(stages: readonly string[], phone: boolean) {
  const [wanted, setWanted] = useQuery('stage');
  const board = useRef<HTMLDivElement>(null);
  const shown = stages.includes(wanted) ? wanted : (stages[0] ?? '');
  const index = stages.indexOf(shown);
  /** Where the last swipe ended: nothing has to be scrolled to get there. */
  const swiped = useRef(-1);
  useEffect(() => {
    const element = board.current;
    if (!phone || !element) return;
    if (swiped.current !== index)
      element.scrollTo({ left: index * element.clientWidth, behavior: 'instant' });
    swiped.current = -1;
  }, [phone, index]);
  const choose = useCallback((stage: string) => setWanted(stage), [setWanted]);
  const scrolled = useCallback((): void => {
    const element = board.current;
    if (!phone || !element || element.clientWidth === 0) return;
    const at = element.scrollLeft / element.clientWidth;
    const nearest = Math.round(at);
    const stage = stages[nearest];
    // Between two columns nothing is decided yet.
    if (Math.abs(at - nearest) > 0.02 || stage === undefined || nearest === index) return;
    swiped.current = nearest;
    setWanted(stage);
  }, [phone, stages, index, setWanted]);
  return { board, shown, choose, scrolled };
}
