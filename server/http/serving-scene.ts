/** A scene for tests: a relay that serves people, and never ends by itself. */
import type { DrainDependencies } from './operator-drain-route.ts';

export const serving: Pick<DrainDependencies, 'draining' | 'endProcess'> = {
  draining: {
    serving: () => true,
    begin: () => Promise.resolve({ sockets: 0, stored: true, folded: true }),
  },
  endProcess: () => {},
};
