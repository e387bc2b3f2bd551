/** The board's columns: every device that passes, in its stage, in the order in which the bench should take them. */
import { newestFirst, soonestFirst, type BenchDevice } from './bench-device.ts';
import { otherStage, stages, type Stage } from './stages.ts';

export interface BenchColumn {
  readonly stage: Stage;
  readonly devices: readonly BenchDevice[];
}

/**
 * `Other` is there only while something is in it. `before` are the columns as they were: what is still in them keeps its order,
 * so that sorting costs one look at each and what the new ones cost.
 */
export function columnsOf(
  devices: Iterable<BenchDevice>,
  passes: (device: BenchDevice) => boolean,
  before: readonly BenchColumn[] = [],
): readonly BenchColumn[] {
  const within = new Map([...stages, otherStage].map((stage) => [stage, new Set<BenchDevice>()]));
  for (const device of devices) if (passes(device)) within.get(device.stage)?.add(device);
  const ordered = new Map(before.map((column) => [column.stage, column.devices]));
  return [...within].flatMap(([stage, found]) => {
    if (stage === otherStage && found.size === 0) return [];
    const stay = (ordered.get(stage) ?? []).filter((device) => found.delete(device));
    return { stage, devices: [...stay, ...found].sort(stage.gone ? newestFirst : soonestFirst) };
  });
}
