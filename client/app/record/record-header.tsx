/** A record's name, how far its edits have come, who is here, and whether it is deleted. */
import { useCallback } from 'react';
import { entityKey } from '../../../shared/lib/ids.ts';
import type { Kind, Role } from '../../../shared/schema/field.ts';
import { useDevice } from '../device.ts';
import { titleOf } from '../list/title-of.ts';
import { Faces } from '../people/faces.tsx';
import type { Person } from '../people/person.ts';
import { listPath } from '../route.ts';
import { Link } from '../shell/link.tsx';
import { RecordBadge } from '../status/record-badge.tsx';
import { useVersion } from '../use-version.ts';
import { ago } from '../when.ts';
import { counted } from '../words.ts';
import { useRecordPlace } from './record-context.ts';

export function RecordHeader({ kind, people }: { kind: Kind; people: readonly Person[] }) {
  const { open } = useRecordPlace();
  const { replica, drafts } = useDevice();
  useVersion(useCallback((changed) => drafts.subscribe(changed), [drafts]));
  const row = open.row();
  const { entity } = open;
  const reviews = entity.reviews();
  const deletion = reviews.some(({ field }) => field === 'deleted');
  const writes = kind.fields.get('deleted')?.write.includes(replica.user.role as Role) ?? false;
  const created = entity.get('created');
  return (
    <header className="record-header">
      <Link
        className="back"
        href={listPath(replica.shop, kind.name)}
        aria-label={`Back to ${kind.plural.toLowerCase()}`}
      >
        ‹
      </Link>
      <div className="grow">
        <h1>{titleOf(kind, row)}</h1>
        <p className="small quiet">
          {kind.label}
          {typeof created === 'number' && `, created ${ago(created, replica.now())}`} ·{' '}
          <RecordBadge name={open.name} drafts={drafts.has(`${entityKey(open.name)}/`)} />
          {reviews.length > 0 && (
            <span className="mark review-mark"> {counted(reviews.length, 'field')} to review</span>
          )}
        </p>
      </div>
      <Faces people={people} label="Here now" />
      {writes && !entity.deleted && (
        <button type="button" className="danger" onClick={() => entity.delete()}>
          Delete
        </button>
      )}
      {entity.deleted && (
        <p className="banner warn" role="status">
          This {kind.label.toLowerCase()} is deleted.{' '}
          {writes && (
            <button type="button" onClick={() => entity.restore()}>
              Restore
            </button>
          )}
        </p>
      )}
      {deletion && (
        <div
          className="banner warn"
          role="group"
          aria-label="Deleted and changed at the same time"
          data-testid="review"
        >
          One person deleted this while another changed it.{' '}
          {writes && (
            <>
              <button type="button" onClick={() => entity.restore()}>
                Keep it
              </button>{' '}
              <button type="button" onClick={() => entity.delete()}>
                Delete it
              </button>
            </>
          )}
        </div>
      )}
    </header>
  );
}
