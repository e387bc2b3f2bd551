/** Every bench by its name. */
import type { BenchName } from './bench-names.ts';
import type { Bench } from './bench.ts';

/** Loaded when it is asked for: one drives a browser, another builds a page. */
export const benches: Readonly<Record<BenchName, () => Promise<Bench>>> = {
  'fan-out': async () => (await import('./fan-out/fan-out.ts')).fanOut,
  'hot-room': async () => (await import('./fan-out/fan-out.ts')).hotRoom,
  'first-sync': async () => (await import('./first-sync/first-sync.ts')).firstSync,
  resync: async () => (await import('./first-sync/first-sync.ts')).resync,
  memory: async () => (await import('./memory/memory.ts')).memory,
  growth: async () => (await import('./growth.ts')).growth,
  trace: async () => (await import('./trace/trace.ts')).trace,
  compaction: async () => (await import('./compaction.ts')).compaction,
  recovery: async () => (await import('./recovery.ts')).recovery,
  kill: async () => (await import('./kill/kill.ts')).kill,
  'open-shop': async () => (await import('./open-shop.ts')).openShop,
};
