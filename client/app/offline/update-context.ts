/** What the page knows of a newer build of itself. */
import { createContext, useContext } from 'react';

export interface Update {
  /** Whether a newer build is on this device and waits. */
  readonly waiting: () => boolean;
  readonly subscribe: (changed: () => void) => () => void;
  /** Lets it take over, then loads this page anew. */
  readonly take: () => void;
}

const none: Update = { waiting: () => false, subscribe: () => () => undefined, take: () => undefined };

export const UpdateContext = createContext<Update>(none);

export const useUpdate = (): Update => useContext(UpdateContext);
