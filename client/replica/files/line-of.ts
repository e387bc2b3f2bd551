/** The line of files is the replica's: while that has a relay, so have they. */
import type { Replica } from '../types.ts';
import type { Line } from './options.ts';

const withRelay = new Set(['syncing', 'completed', 'idle']);

export function lineOf({ status, subscribeStatus }: Pick<Replica, 'status' | 'subscribeStatus'>): Line {
  const online = (): boolean => withRelay.has(status().state);
  return {
    get online() {
      return online();
    },
    subscribe(changed) {
      let before = online();
      return subscribeStatus(() => {
        const now = online();
        if (now === before) return;
        before = now;
        changed();
      });
    },
  };
}
