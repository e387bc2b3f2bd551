/** The board's columns: every device that passes, in its stage, in the order in which the bench should take them. */
import { newestFirst, soonestFirst, type BenchDevice } from './bench-device.ts';
import { otherStage, stages, type Stage } from './stages.ts';

export interface BenchColumn {
  readonly stage: Stage;
  readonly devices: readonly BenchDevice[];
}

/** Columns of the same board again and again: what is still in one keeps its order, so that sorting costs one look at each. */
export class ColumnOrder {
  readonly #before = new Map<Stage, readonly BenchDevice[]>();

  /** `Other` is there only while something is in it. */
  columnsOf(
    devices: Iterable<BenchDevice>,
    passes: (device: BenchDevice) => boolean,
  ): readonly BenchColumn[] {
    const within = new Map([...stages, otherStage].map((stage) => [stage, new Set<BenchDevice>()]));
    for (const device of devices) if (passes(device)) within.get(device.stage)?.add(device);
    return [...within].flatMap(([stage, found]) => {
      const stay = (this.#before.get(stage) ?? []).filter((device) => found.delete(device));
      const inOrder = [...stay, ...found].sort(stage.gone ? newestFirst : soonestFirst);
      this.#before.set(stage, inOrder);
      return stage === otherStage && inOrder.length === 0 ? [] : { stage, devices: inOrder };
    });
  }
}
