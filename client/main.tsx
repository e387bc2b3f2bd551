/** The page's only place that constructs things: clock, randomness, sockets, storage, and the app that uses them. */
import { MantineProvider } from '@mantine/core';
import { createRoot } from 'react-dom/client';
import { must } from '../shared/lib/assert.ts';
import { freshEntityId } from '../shared/lib/ids.ts';
import { systemRandom } from '../shared/lib/random.ts';
import { systemTime } from '../shared/lib/time.ts';
import { App } from './app/app.tsx';
import type { StartReplica } from './app/app-props.ts';
import { deviceShelf } from './app/drafts/device-shelf.ts';
import { forgetTyped } from './app/drafts/forget-typed.ts';
import { KeptDrafts } from './app/drafts/kept-drafts.ts';
import { keepPage } from './app/offline/keep-page.ts';
import { wakeWorker } from './app/offline/wake-worker.ts';
import { UpdateContext } from './app/offline/update-context.ts';
import { openShelf } from './app/session/open-shelf.ts';
import { departuresOf } from './app/session/departures.ts';
import { sendForOthers } from './app/session/send-for-others.ts';
import { Sessions, type Session } from './app/session/sessions.ts';
import { tokensOf, type GetToken } from './app/session/tokens.ts';
import { cssVariables, theme } from './app/theme/theme.ts';
import { preparePicture } from './app/photos/prepare-picture.ts';
import { turnsOfBrowser } from './give-turn.ts';
import { createFiles } from './replica/files/create-files.ts';
import { forgetErased } from './replica/files/forget-erased.ts';
import { lineOf } from './replica/files/line-of.ts';
import { openFileVault } from './replica/files/open-file-vault.ts';
import { syncOnce } from './replica/sync-once.ts';
import { HttpRelayApi } from './replica/relay-api.ts';
import { createReplica } from './replica/replica.ts';
import type { NetworkSignal } from './replica/options.ts';
import './app/theme/layers.css';
import '@mantine/core/styles.layer.css';
import './app/theme/tokens.css';
import './app/style.css';

const drafts = deviceShelf(() => window.localStorage);
const typedInTab = deviceShelf(() => window.sessionStorage);

const network: NetworkSignal = {
  get online() {
    return navigator.onLine;
  },
  subscribe(changed) {
    const visible = (): void => {
      if (document.visibilityState === 'visible') changed();
    };
    window.addEventListener('online', changed);
    window.addEventListener('offline', changed);
    document.addEventListener('visibilitychange', visible);
    return () => {
      window.removeEventListener('online', changed);
      window.removeEventListener('offline', changed);
      document.removeEventListener('visibilitychange', visible);
    };
  },
};

const giveTurn = turnsOfBrowser();

const locks = 'locks' in navigator ? navigator.locks : undefined;

/** Ends what the session before asked of the worker. */
let letSleep = (): void => undefined;

/** What everything of a person's stands on. */
const standingOn = (session: Session, getToken: GetToken) => ({
  getToken,
  shop: session.shop,
  user: { id: session.user, name: session.name, role: session.role },
  time: systemTime,
  random: systemRandom,
  giveTurn,
  indexedDB,
  IDBKeyRange,
  // Absent outside a secure context; then every tab leads, which costs traffic and loses nothing.
  ...(locks && { locks }),
  BroadcastChannel,
});

const syncing = {
  url: `${window.location.protocol === 'https:' ? 'wss' : 'ws'}://${window.location.host}/sync`,
  WebSocket,
  network,
  mark: drafts,
};

const startReplica: StartReplica = async (session, getToken) => {
  const both = standingOn(session, getToken);
  // At the same time: neither waits for the other's database.
  const vault = openFileVault(both, systemTime);
  const replica = await createReplica({
    ...both,
    ...syncing,
    pictures: vault,
  });
  const beginning = createFiles({
    ...both,
    url: window.location.origin,
    fetch: (url, init) => window.fetch(url, init),
    line: lineOf(replica),
    vault,
    prepare: preparePicture,
    addresses: URL,
  });
  // Whoever tries again does not find the first one leading.
  beginning.catch(() => replica.stop());
  const files = await beginning;
  forgetErased(replica, files);
  forgetTyped(replica, [drafts, typedInTab]);
  const relay = new HttpRelayApi({
    ...both,
    url: window.location.origin,
    fetch: (url, init) => window.fetch(url, init),
  });
  if ('serviceWorker' in navigator && import.meta.env.PROD) {
    letSleep();
    letSleep = wakeWorker(navigator.serviceWorker.ready, replica);
  }
  sendForOthers(replica, {
    others: () => sessions.known().filter(({ shop, user }) => shop !== session.shop || user !== session.user),
    shelf: drafts,
    async send(other) {
      await syncOnce({
        ...standingOn(
          other,
          tokens(other, (fresh) => sessions.renew(fresh)),
        ),
        ...syncing,
      });
    },
  });
  return { replica, files, relay };
};

const tokens = (session: Session, keep: (session: Session) => void): GetToken =>
  tokensOf(session, keep, systemTime, locks);

const keepDrafts = (scope: string): KeptDrafts =>
  new KeptDrafts({
    shelf: drafts,
    locks,
    scope,
    tab: freshEntityId(systemTime.now(), systemRandom),
  });

// Not before the first page, which needs it only where a list is, and long before anybody goes to one.
void import('./app/shell/records-page.tsx').catch(() => undefined);

const sessions = new Sessions(
  await openShelf(window.indexedDB, (ms, run) => systemTime.after(ms, run)),
  typedInTab,
  systemTime,
);

const departures = departuresOf({
  sessions,
  indexedDB: window.indexedDB,
  time: systemTime,
  texts: drafts,
  BroadcastChannel,
  network: window,
});

const page = (
  <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
    <App
      sessions={sessions}
      tokens={tokens}
      departures={departures}
      startReplica={startReplica}
      keepDrafts={keepDrafts}
      time={systemTime}
    />
  </MantineProvider>
);
const root = createRoot(must(document.querySelector('#app'), 'the page has no place for the app'));
if ('serviceWorker' in navigator && import.meta.env.PROD) {
  const update = keepPage(navigator.serviceWorker, () => window.location.reload());
  root.render(<UpdateContext value={update}>{page}</UpdateContext>);
  // A device that is asked keeps what it stores when it runs out of room; a refusal changes nothing.
  void navigator.storage.persist().catch(() => false);
} else {
  root.render(page);
}
