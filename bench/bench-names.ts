/** What there is to measure. */

export const benchNames = [
  'fan-out',
  'hot-room',
  'first-sync',
  'resync',
  'open-shop',
  'memory',
  'growth',
  'trace',
  'compaction',
  'recovery',
  'kill',
] as const;
export type BenchName = (typeof benchNames)[number];
