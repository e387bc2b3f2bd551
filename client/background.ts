/**
 * What the service worker does while no page is open: the same replica as a page's, over the same database and under the
 * same locks, for everybody who signed in on this device. Built into the worker as one function, which is not run before it
 * is needed. Like `main.tsx` it is a place that constructs things.
 */
import { systemRandom } from '../shared/lib/random.ts';
import { systemTime } from '../shared/lib/time.ts';
import { openShelf } from './app/session/open-shelf.ts';
import { Sessions, type Session } from './app/session/sessions.ts';
import { tokensOf } from './app/session/tokens.ts';
import { syncOnce, type OnceEnd } from './replica/sync-once.ts';

/** A worker has no tab, and changes nobody's. */
const noTab = { getItem: () => null, setItem: () => undefined };

/** Answers how it ended for each person, by `SHOP/USER`. */
export async function syncInBackground(): Promise<ReadonlyMap<string, OnceEnd>> {
  const sessions = new Sessions(
    await openShelf(indexedDB, (ms, run) => systemTime.after(ms, run)),
    noTab,
    systemTime,
  );
  const current = sessions.current();
  const isCurrent = ({ shop, user }: Session): boolean => shop === current?.shop && user === current.user;
  // Who used the device last comes first: a browser may end this at any moment.
  const all = sessions.known().toSorted((a, b) => Number(isCurrent(b)) - Number(isCurrent(a)));
  const ends = new Map<string, OnceEnd>();
  for (const session of all) ends.set(`${session.shop}/${session.user}`, await once(session, sessions));
  return ends;
}

async function once(session: Session, sessions: Sessions): Promise<OnceEnd> {
  const { protocol, host } = self.location;
  return syncOnce({
    url: `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/sync`,
    getToken: tokensOf(session, (fresh) => sessions.renew(fresh), systemTime, navigator.locks),
    shop: session.shop,
    user: { id: session.user, name: session.name, role: session.role },
    time: systemTime,
    random: systemRandom,
    WebSocket,
    indexedDB,
    IDBKeyRange,
    locks: navigator.locks,
    BroadcastChannel,
  });
}
