/** What is aimed at of a device with a large shop on it, and of a server that is killed. */
import type { Aim } from '../aim.ts';

export const shopAims: readonly Aim[] = [
  {
    id: 'open-shop-usable',
    aim: 'open-shop, 20,000 records: usable at most 1.5 × an almost empty shop',
    of: 'open-shop',
    value: (of) => of('solder.ratio'),
    bound: { most: 1.5 },
    why: 'The first fifty rows of each kind are read before anything else; what is behind them takes its turns while nobody waits, on the thread that draws.',
  },
  {
    id: 'open-shop-search',
    aim: 'open-shop: a search stands within 50 ms of its key (95 %)',
    of: 'open-shop',
    value: (of) => of('solder.searchP95Ms'),
    bound: { most: 50 },
  },
  {
    id: 'open-shop-tasks',
    aim: 'open-shop: no task of over 50 ms of processor time while catching up and scrolling',
    of: 'open-shop',
    value: (of) => of('solder.longTasks'),
    bound: { most: 0 },
    beside: (of) => {
      const byTheClock = of('solder.longTasksWall');
      return byTheClock === undefined ? undefined : `${byTheClock} by the clock`;
    },
    why: 'All work on pages is cut in slices of 8 ms; what is longer is one task of the browser’s own, such as cloning what a bundle holds.',
  },
];

const killAt = (rate: number): Aim => ({
  id: `kill-${rate}`,
  aim: `kill −9 at ${rate.toLocaleString('en')} updates/s: nothing that was acknowledged is lost`,
  of: `kill-${rate}`,
  value: (of) => of('solder.lost'),
  bound: { most: 0 },
  beside: (of) => {
    const acknowledged = of('solder.confirmed');
    return acknowledged === undefined ? undefined : `of ${acknowledged.toLocaleString('en')}`;
  },
});

export const killAims: readonly Aim[] = [killAt(2_000), killAt(16_000)];
