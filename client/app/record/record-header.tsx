/** A record's name, how it stands, how far its edits have come, who is here, and whether it is deleted. */
import { ActionIcon, Button } from '@mantine/core';
import { IconChevronLeft, IconHistory } from '@tabler/icons-react';
import { useCallback } from 'react';
import { entityKey } from '../../../shared/lib/ids.ts';
import { mayWrite } from '../../../shared/document/writer.ts';
import type { Kind, Role, Value } from '../../../shared/schema/field.ts';
import { useDevice } from '../device.ts';
import { titleOf } from '../list/title-of.ts';
import { StatusPill } from '../parts/status-pill.tsx';
import { Faces } from '../people/faces.tsx';
import type { Person } from '../people/person.ts';
import { DeletionTold } from '../reviews/deletion-told.tsx';
import { historyPath, listPath } from '../route.ts';
import { followLink } from '../shell/follow-link.ts';
import { Link } from '../shell/link.tsx';
import { RecordBadge } from '../status/record-badge.tsx';
import { useVersion } from '../use-version.ts';
import { ago } from '../when.ts';
import { counted } from '../words.ts';
import { BeginBanner } from './begin-banner.tsx';
import { useRecordPlace } from './record-context.ts';
import { RecordMenu } from './record-menu.tsx';
import classes from './record.module.css';
import { useShownStatus } from './shown-status.ts';
import { UndoButtons } from './undo-buttons.tsx';

interface HeaderProps {
  readonly kind: Kind;
  readonly people: readonly Person[];
  /** What it begins with, as long as it is only an address. */
  readonly begins: Readonly<Record<string, Value>> | undefined;
}

export function RecordHeader({ kind, people, begins }: HeaderProps) {
  const { open } = useRecordPlace();
  const { replica, drafts } = useDevice();
  useVersion(useCallback((changed) => drafts.subscribe(changed), [drafts]));
  const { entity } = open;
  const reviews = entity.reviews();
  const deletion = reviews.some(({ field }) => field === 'deleted');
  const { id, role } = replica.user;
  const deletes = mayWrite({ author: id, role: role as Role }, kind.fields.get('deleted'));
  const created = entity.get('created');
  const status = useShownStatus();
  const noun = kind.label.toLowerCase();
  return (
    <header className={classes.header} data-testid="record-header">
      <div className={classes.bar}>
        <Link
          className={classes.back ?? ''}
          href={listPath(replica.shop, kind.name)}
          aria-label={`Back to ${kind.plural.toLowerCase()}`}
        >
          <IconChevronLeft size={22} aria-hidden="true" />
        </Link>
        <div className={classes.names}>
          <div className={classes.titles}>
            <h1>{begins ? `New ${noun}` : titleOf(kind, open.row(), replica)}</h1>
            {status !== null && <StatusPill status={status} />}
          </div>
          <p className={classes.sub}>
            <span className={classes.made}>
              {kind.label}
              {typeof created === 'number' && `, created ${ago(created, replica.now())}`}
              {!begins && ' ·'}
            </span>
            {!begins && <RecordBadge name={open.name} drafts={drafts.has(`${entityKey(open.name)}/`)} />}
            {reviews.length > 0 && (
              <span className="mark review-mark">{counted(reviews.length, 'field')} to review</span>
            )}
          </p>
        </div>
        <Faces people={people} label="Here now" />
        <div className={classes.tools}>
          <UndoButtons />
          {!begins && (
            <ActionIcon
              className={classes.history ?? ''}
              component="a"
              variant="subtle"
              color="gray"
              size="lg"
              href={historyPath(replica.shop, open.name)}
              onClick={followLink}
              aria-label="History"
              title="History: who changed what"
            >
              <IconHistory size={20} aria-hidden="true" />
            </ActionIcon>
          )}
          <RecordMenu kind={kind} deletes={deletes} isThere={!begins} />
        </div>
      </div>
      {begins && <BeginBanner kind={kind} begins={begins} />}
      {role === 'view' && !entity.deleted && (
        <p className={classes.banner} role="note">
          You may look at everything here and change nothing.
        </p>
      )}
      {entity.deleted && (
        <p className={classes.banner} data-tone="warn" role="status">
          <span>This {noun} is deleted.</span>
          {deletes && (
            <Button size="compact-md" variant="default" onClick={() => entity.restore()}>
              Restore
            </Button>
          )}
        </p>
      )}
      {deletion && (
        <div
          className={classes.banner}
          data-tone="warn"
          role="group"
          aria-label="Deleted and changed at the same time"
          data-testid="review"
        >
          <span>
            Deleted and changed at the same time. <DeletionTold entity={entity} />
          </span>
          {deletes && (
            <>
              <Button size="compact-md" variant="default" onClick={() => entity.restore()}>
                Keep it
              </Button>
              <Button size="compact-md" variant="default" onClick={() => entity.delete()}>
                Delete it
              </Button>
            </>
          )}
        </div>
      )}
    </header>
  );
}
