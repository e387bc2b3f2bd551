/** The records of a kind: their list and, beside or over it, the one that is open. */
import { VisuallyHidden } from '@mantine/core';
import { Suspense } from 'react';
import { Boundary } from '../failure/boundary.tsx';
import { lazyPart } from '../failure/lazy-part.tsx';
import type { EntityName } from '../../../shared/lib/ids.ts';
import type { Kind } from '../../../shared/schema/field.ts';
import { useDevice } from '../device.ts';
import { PageFailed } from '../failure/page-failed.tsx';
import { RecordList } from '../list/record-list.tsx';
import { Empty } from '../parts/empty.tsx';
import { useHere } from '../people/use-people.ts';
import { recordPath } from '../route.ts';
import { useRoute } from '../use-route.ts';
import { withArticle } from '../words.ts';
import classes from './records-page.module.css';

const RecordPage = lazyPart(() => import('../record/record-page.tsx').then((page) => page.RecordPage));

export function RecordsPage({ kind, record }: { kind: Kind; record: EntityName | undefined }) {
  const { replica } = useDevice();
  const route = useRoute();
  return (
    <div className={classes.panes} data-showing={record ? 'record' : 'list'}>
      <div className={classes.list}>
        {!record && <VisuallyHidden component="h1">{kind.plural}</VisuallyHidden>}
        <RecordList key={kind.name} kind={kind} current={record?.id} />
      </div>
      <main className={classes.pane}>
        {record ? (
          <Boundary place={route} instead={PageFailed}>
            <Suspense fallback={<p className="quiet pad">Opening…</p>}>
              <RecordPage key={recordPath(replica.shop, record)} name={record} kind={kind} />
            </Suspense>
          </Boundary>
        ) : (
          <Nowhere label={kind.label} />
        )}
      </main>
    </div>
  );
}

function Nowhere({ label }: { label: string }) {
  useHere(undefined, '');
  return <Empty title={`Choose ${withArticle(label.toLowerCase())} from the list`} />;
}
