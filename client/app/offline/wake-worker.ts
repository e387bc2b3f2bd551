/**
 * Asks the browser to wake the service worker while no page is open, where it can (rule WAKE-1): once the network is back
 * after something could not be sent, and now and then. Chromium does the first everywhere, the second for an installed app;
 * other browsers do neither.
 */
import type { Replica } from '../../replica/types.ts';

/** The worker knows them by how they begin: it shares no file with the page. */
const unsentTag = 'solder-unsent';
const freshTag = 'solder-fresh';

/** The parts of a registration that the DOM's types do not have. */
interface Waking {
  readonly sync?: { register(tag: string): Promise<void> };
  readonly periodicSync?: {
    register(tag: string, options: { readonly minInterval: number }): Promise<void>;
  };
}

/** The least time between two rounds, in milliseconds; browsers choose a longer one. */
const minInterval = 60 * 60 * 1000;

export function wakeWorker(
  ready: Promise<unknown>,
  replica: Pick<Replica, 'status' | 'subscribePending'>,
): () => void {
  let isAsked = false;
  const quietly = async (ask: (registration: Waking) => Promise<void> | undefined): Promise<boolean> => {
    try {
      await ask((await ready) as Waking);
      return true;
    } catch {
      // Not allowed, or not now: the next page that is opened does what the worker would have done.
      return false;
    }
  };
  const look = (): void => {
    const { edits } = replica.status().pending;
    if (edits === 0) isAsked = false;
    if (edits === 0 || isAsked) return;
    isAsked = true;
    const ask = async (): Promise<void> => {
      isAsked = await quietly(({ sync }) => sync?.register(unsentTag));
    };
    void ask();
  };
  void quietly(({ periodicSync }) => periodicSync?.register(freshTag, { minInterval }));
  look();
  // What was asked for while the page was in front may be used up; it may be closed from here on.
  const hidden = (): void => {
    if (document.visibilityState !== 'hidden') return;
    isAsked = false;
    look();
  };
  document.addEventListener('visibilitychange', hidden);
  const leave = replica.subscribePending(look);
  return () => {
    document.removeEventListener('visibilitychange', hidden);
    leave();
  };
}
