/** For scenes whose store is in memory: there is no file to copy. */
import type { Holding } from '../backup/store-holds.ts';

export const noBackups: Holding = {
  hold: () => Promise.reject(new Error('not in this scene')),
  seal: () => Promise.reject(new Error('not in this scene')),
  release: () => Promise.resolve(),
  sealedAt: () => 0,
};
