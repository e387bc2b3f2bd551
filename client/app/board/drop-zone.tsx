/** A place where a dragged card may be let go: one status, so that nobody has to be asked which was meant. */
import { useDroppable } from '@dnd-kit/core';
import { useEffect } from 'react';
import { inWords } from '../words.ts';
import classes from './column.module.css';

/** What the ids of drop zones begin with. */
export const zonePrefix = 'zone:';

interface DropZoneProps {
  readonly status: string;
  /** Brought into sight when the arrows come to it; a pointer is where it is. */
  readonly follow: boolean;
}

export function DropZone({ status, follow }: DropZoneProps) {
  const { setNodeRef, isOver, node } = useDroppable({ id: `${zonePrefix}${status}` });
  useEffect(() => {
    if (follow && isOver) node.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [follow, isOver, node]);
  return (
    <div ref={setNodeRef} className={classes.zone} data-zone={status} data-over={isOver}>
      <span>{inWords(status)}</span>
    </div>
  );
}
