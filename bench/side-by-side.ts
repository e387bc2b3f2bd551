/** Measures several servers by turns, so that what else the machine does meets all of them, and takes medians. */
import { median } from './numbers.ts';
import { say } from './progress.ts';

/** What was measured; null where a server has no such thing. */
export type Figures = Readonly<Record<string, number | null>>;

export interface Contestant {
  readonly name: string;
  /** Starts it anew, measures once, and leaves nothing behind. */
  readonly measure: () => Promise<Figures>;
}

/** The median of each figure, by contestant. Each begins a round in its turn. */
export async function sideBySide(
  contestants: readonly Contestant[],
  rounds: number,
): Promise<ReadonlyMap<string, Figures>> {
  const measured = new Map<string, Figures[]>(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contestants.length; turn++) {
      const contestant = contestants[(round + turn) % contestants.length];
      if (!contestant) continue;
      const figures = await contestant.measure();
      say(`round ${round + 1}, ${contestant.name}: ${told(figures)}`);
      measured.get(contestant.name)?.push(figures);
    }
  }
  return new Map([...measured].map(([name, all]) => [name, medians(all)]));
}

/**
 * The same of all at once in each round, for what the others do not change: the memory of one process is not another's, and most
 * of the time is waiting.
 */
export async function together(
  contestants: readonly Contestant[],
  rounds: number,
): Promise<ReadonlyMap<string, Figures>> {
  const measured = new Map<string, Figures[]>(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    await Promise.all(
      contestants.map(async ({ name, measure }) => {
        const figures = await measure();
        say(`round ${round + 1}, ${name}: ${told(figures)}`);
        measured.get(name)?.push(figures);
      }),
    );
  }
  return new Map([...measured].map(([name, all]) => [name, medians(all)]));
}

const told = (figures: Figures): string =>
  Object.entries(figures)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');

export function medians(all: readonly Figures[]): Figures {
  const keys = Object.keys(all[0] ?? {});
  return Object.fromEntries(
    keys.map((key) => [
      key,
      median(all.map((figures) => figures[key] ?? null).filter((value) => value !== null)),
    ]),
  );
}
