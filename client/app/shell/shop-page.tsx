/** What the address says is shown inside a shop's frame: a page of its own, or the records of a kind. */
import { Suspense, useEffect, type ComponentType } from 'react';
import { useDevice } from '../device.ts';
import { useLeaving } from '../drafts/use-leaving.ts';
import { Boundary } from '../failure/boundary.tsx';
import { lazyPart } from '../failure/lazy-part.tsx';
import { PageFailed } from '../failure/page-failed.tsx';
import { kindsFor } from '../kinds-for.ts';
import { kindsInTitle, titleOf } from '../list/title-of.ts';
import { pagePath } from '../route.ts';
import { useRole } from '../use-role.ts';
import { goTo, useRoute } from '../use-route.ts';
import { inWords } from '../words.ts';
import { Frame } from './frame.tsx';
import type { PageName } from './page-names.ts';
import { NoSuchPage } from './no-such-page.tsx';

/** Asked for by `main` once the first page is on its way, so that lists are here whenever somebody wants one (rule APP-19). */
const RecordsPage = lazyPart(() => import('./records-page.tsx').then((page) => page.RecordsPage));

/** Pages are fetched when they are first wanted; the service worker has them already. */
const pages: Readonly<Record<PageName, ComponentType>> = {
  board: lazyPart(() => import('../board/board-page.tsx').then((page) => page.BoardPage)),
  calendar: lazyPart(() => import('../calendar/calendar-page.tsx').then((page) => page.CalendarPage)),
  'check-in': lazyPart(() => import('../check-in/check-in-page.tsx').then((page) => page.CheckInPage)),
  labels: lazyPart(() => import('../labels/labels-page.tsx').then((page) => page.LabelsPage)),
  reviews: lazyPart(() => import('../reviews/reviews-page.tsx').then((page) => page.ReviewsPage)),
  sync: lazyPart(() => import('../sync/sync-page.tsx').then((page) => page.SyncPage)),
  team: lazyPart(() => import('../team/team-page.tsx').then((page) => page.TeamPage)),
};

interface ShopPageProps {
  readonly leave: () => void;
  readonly signInAgain: () => void;
}

/** Where a person begins. */
const firstPage: PageName = 'board';

export function ShopPage({ leave, signInAgain }: ShopPageProps) {
  const { replica } = useDevice();
  const route = useRoute();
  useLeaving();
  const here = route.shop === replica.shop;
  const page = here ? route.page : undefined;
  const mine = kindsFor(useRole());
  const kind = here ? mine.find(({ name }) => name === route.kind) : undefined;
  const record = kind ? route.record : undefined;
  const begins = !here || route.bare;
  useEffect(() => {
    if (begins) goTo(pagePath(replica.shop, firstPage), { replace: true });
  }, [begins, replica]);
  useEffect(() => {
    const tell = (): void => {
      const row = record && replica.row(record);
      const what = page ? inWords(page) : kind && (row ? titleOf(kind, row, replica) : kind.plural);
      document.title = what ? `${what} – Solder` : 'Solder';
    };
    tell();
    // Straight to the tab, which shows it in the background, too; nothing here is drawn anew for it.
    const named = record && kind ? kindsInTitle(kind) : [];
    const stops = named.map((each) => replica.subscribeRows(each, tell));
    return () => {
      for (const stop of stops) stop();
    };
  }, [page, kind, record, replica]);
  if (begins) return null;
  const Page = page && pages[page];
  return (
    <Frame current={page ?? kind?.name ?? ''} leave={leave} signInAgain={signInAgain}>
      <Boundary place={route} instead={PageFailed}>
        <Suspense fallback={<p className="quiet pad">Opening…</p>}>
          {Page ? <Page /> : kind ? <RecordsPage kind={kind} record={record} /> : <NoSuchPage />}
        </Suspense>
      </Boundary>
    </Frame>
  );
}
