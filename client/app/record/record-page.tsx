/** One record: its header and its sections. Loaded on demand, with the text editor. */
import { Suspense, useMemo } from 'react';
import { lazyPart } from '../failure/lazy-part.tsx';
import type { EntityName } from '../../../shared/lib/ids.ts';
import type { Kind, Role } from '../../../shared/schema/field.ts';
import { mayRead } from '../../../shared/schema/may-read.ts';
import { useDevice } from '../device.ts';
import { Empty } from '../parts/empty.tsx';
import { useRoute } from '../use-route.ts';
import { useRow } from '../use-row.ts';
import { AwayRecord } from './away-record.tsx';
import { MissingRecord } from './missing-record.tsx';
import { beginsWith, isBeginning } from './new-record.ts';
import { RecordForm } from './record-form.tsx';
import { useRecord } from './use-record.ts';

const RecordPast = lazyPart(() => import('../past/record-past.tsx').then((page) => page.RecordPast));

export function RecordPage({ name, kind }: { name: EntityName; kind: Kind }) {
  const { replica } = useDevice();
  if (mayRead(replica.user.role as Role, kind.name)) return <Opened name={name} kind={kind} />;
  return <Empty title={`${kind.plural} are not for you`}>Your role may not look at these records.</Empty>;
}

function Opened({ name, kind }: { name: EntityName; kind: Kind }) {
  const { replica } = useDevice();
  const { query, past } = useRoute();
  const open = useRecord(name);
  const row = useRow(name.kind, name.id);
  const isNew = isBeginning(query) && replica.user.role !== 'view';
  const begins = useMemo(() => (isNew ? beginsWith(kind, query) : undefined), [isNew, kind, query]);
  if (!open) return <p className="quiet pad">Opening…</p>;
  if (!open.isHere) return <AwayRecord open={open} kind={kind} row={row} />;
  const there = row !== undefined || open.doc.store.clients.size > 0;
  if (!there && !begins) return <MissingRecord open={open} kind={kind} />;
  if (there && past) {
    return (
      <Suspense fallback={<p className="quiet pad">Opening…</p>}>
        <RecordPast open={open} kind={kind} />
      </Suspense>
    );
  }
  return <RecordForm open={open} kind={kind} begins={there ? undefined : begins} />;
}
