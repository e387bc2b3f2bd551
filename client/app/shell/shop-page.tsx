/** The page of one shop: header, the list of a kind, and the record that is open. */
import { lazy, Suspense, useEffect } from 'react';
import { must } from '../../../shared/lib/assert.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import { useDevice } from '../device.ts';
import { useLeaving } from '../drafts/use-leaving.ts';
import { RecordList } from '../list/record-list.tsx';
import { titleOf } from '../list/title-of.ts';
import { useHere } from '../people/use-people.ts';
import { listPath, recordPath } from '../route.ts';
import { Banners } from '../status/banners.tsx';
import { goTo, useRoute } from '../use-route.ts';
import { withArticle } from '../words.ts';
import { ShopHeader } from './shop-header.tsx';

const RecordPage = lazy(() =>
  import('../record/record-page.tsx').then((page) => ({ default: page.RecordPage })),
);

interface ShopPageProps {
  readonly leave: () => void;
  readonly signInAgain: () => void;
}

/** Where a person begins. */
const firstKind = kinds.has('ticket') ? 'ticket' : must([...kinds.keys()][0], 'a schema without kinds');

export function ShopPage({ leave, signInAgain }: ShopPageProps) {
  const { replica } = useDevice();
  const route = useRoute();
  useLeaving();
  const here = route.shop === replica.shop;
  const kind = (here && route.kind && kinds.get(route.kind)) || undefined;
  const record = kind ? route.record : undefined;
  useEffect(() => {
    if (!kind) goTo(listPath(replica.shop, firstKind), { replace: true });
  }, [kind, replica]);
  useEffect(() => {
    const row = record && replica.row(record);
    const what = kind && (row ? titleOf(kind, row) : kind.plural);
    document.title = what ? `${what} – Solder` : 'Solder';
  }, [kind, record, replica]);
  if (!kind) return null;
  return (
    <div className="shop" data-showing={record ? 'record' : 'list'}>
      <ShopHeader kind={kind} leave={leave} />
      <Banners signInAgain={signInAgain} />
      <div className="panes">
        <RecordList key={kind.name} kind={kind} current={record?.id} />
        <main className="pane">
          {record ? (
            <Suspense fallback={<p className="quiet pad">Opening…</p>}>
              <RecordPage key={recordPath(replica.shop, record)} name={record} kind={kind} />
            </Suspense>
          ) : (
            <Nowhere label={kind.label} />
          )}
        </main>
      </div>
    </div>
  );
}

function Nowhere({ label }: { label: string }) {
  useHere(undefined, '');
  return <p className="quiet pad nowhere">Choose {withArticle(label.toLowerCase())} from the list.</p>;
}
