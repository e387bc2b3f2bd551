/** What every bench answers, in one shape: how it was measured, Solder's figures, and those of whoever was measured beside it. */
import type { BenchName } from './bench-names.ts';
import type { Figures } from './side-by-side.ts';

/** Whoever may be measured beside Solder. */
export const besides = ['ws', 'yWebsocketServer', 'hocuspocus', 'rest'] as const;
export type Beside = (typeof besides)[number];

export interface BenchResult {
  readonly bench: BenchName;
  /** Null where it is the same each time. */
  readonly rounds: number | null;
  /** How it was measured, as `docs` and `seconds`; and lists, a line for each size. */
  readonly [about: string]: unknown;
  readonly solder: Figures;
  /** Each of them has the keys that Solder has. Null who did not take part. */
  readonly peers: Readonly<Record<Beside, Figures | null>>;
}

/** In words, why there is nothing to measure here. */
export interface Skipped {
  readonly bench: BenchName;
  readonly skipped: string;
}

type About = Readonly<Record<string, unknown>> & Pick<BenchResult, 'rounds'>;

/** All figures have the same keys then: null where somebody has no such thing. */
export function benchResult(
  bench: BenchName,
  about: About,
  { solder = {}, ...others }: { readonly solder?: Figures } & Partial<Readonly<Record<Beside, Figures>>>,
): BenchResult {
  const keys = new Set([solder, ...Object.values(others)].flatMap((figures) => Object.keys(figures)));
  const withAll = (figures: Figures): Figures =>
    Object.fromEntries([...keys].map((key) => [key, figures[key] ?? null]));
  const of = (name: Beside): Figures | null => {
    const figures = others[name];
    return figures ? withAll(figures) : null;
  };
  return {
    bench,
    ...about,
    solder: withAll(solder),
    peers: {
      ws: of('ws'),
      yWebsocketServer: of('yWebsocketServer'),
      hocuspocus: of('hocuspocus'),
      rest: of('rest'),
    },
  };
}
