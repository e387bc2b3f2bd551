/** What the demo's stock room says about its parts and accessories. */
import type { DemoPart } from './repairs.ts';

export const suppliers = ['Celtic Parts', 'Fixmart Trade', 'Severn Components'] as const;

export const shelves = ['A', 'B', 'C', 'D'] as const;

/** Sold over the counter, not built into anything. */
export const accessories: readonly DemoPart[] = [
  { name: 'Tempered glass, universal', price: 1200 },
  { name: 'USB-C charger 30 W', price: 2400 },
  { name: 'USB-C cable 1 m', price: 900 },
  { name: 'Laptop charger 65 W', price: 3900 },
  { name: 'Phone case, clear', price: 1400 },
  { name: 'SIM tray pins, ten', price: 300 },
];

export const stockNotes: readonly string[] = [
  'Comes without adhesive, order it with the strips.',
  'The last batch had two dead on arrival: test before fitting.',
  'Two weeks to come from abroad.',
];
