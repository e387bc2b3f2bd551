/** The board's columns: every device that passes, in its stage, in the order in which the bench should take them. */
import { newestFirst, soonestFirst, type BenchDevice } from './bench-device.ts';
import { otherStage, stages, type Stage } from './stages.ts';

export interface BenchColumn {
  readonly stage: Stage;
  readonly devices: readonly BenchDevice[];
}

/** `Other` is there only while something is in it. */
export function columnsOf(
  devices: Iterable<BenchDevice>,
  passes: (device: BenchDevice) => boolean,
): readonly BenchColumn[] {
  const within = new Map<Stage, BenchDevice[]>([...stages, otherStage].map((stage) => [stage, []]));
  for (const device of devices) if (passes(device)) within.get(device.stage)?.push(device);
  return [...within].flatMap(([stage, found]) =>
    stage === otherStage && found.length === 0
      ? []
      : { stage, devices: found.sort(stage.gone ? newestFirst : soonestFirst) },
  );
}
