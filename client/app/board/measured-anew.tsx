/** Where a carried card may be dropped is measured when it is lifted; what arrives meanwhile may move it without resizing it. */
import { useDndContext } from '@dnd-kit/core';
import { useEffect, useEffectEvent } from 'react';
import type { BenchColumn } from './bench.ts';

interface MeasuredAnewProps {
  /** Others when they may stand elsewhere. */
  readonly columns: readonly BenchColumn[];
}

export function MeasuredAnew({ columns }: MeasuredAnewProps) {
  const carrying = useDndContext();
  const isCarried = carrying.active !== null;
  const measure = useEffectEvent(() =>
    carrying.measureDroppableContainers([...carrying.droppableContainers.keys()]),
  );
  useEffect(() => {
    // There always are some: asked for only because what an effect does not read may not be what it is run anew for.
    if (!isCarried || columns.length === 0) return undefined;
    // In a turn of its own: asked for beside the end of another measuring, which may be of before the columns moved, it is dropped.
    const turn = setTimeout(() => measure());
    return () => clearTimeout(turn);
  }, [columns, isCarried]);
  return null;
}
