/** What happened to a record, the newest first; older pages when they are asked for. */
import { Button, Loader } from '@mantine/core';
import { useMemo } from 'react';
import type { HistoryEntry } from '../../../shared/document/history/change.ts';
import type { Kind } from '../../../shared/schema/field.ts';
import type { OpenRecord } from '../../replica/types.ts';
import { useDevice } from '../device.ts';
import { useShownValue } from '../fields/use-shown-value.ts';
import { Empty } from '../parts/empty.tsx';
import { useNameOf } from '../people/use-colleagues.ts';
import { useRecordSync } from '../status/use-status.ts';
import { counted } from '../words.ts';
import { EntryView } from './entry-view.tsx';
import classes from './past.module.css';
import { tellChange, type ToldChange, type Words } from './tell-change.ts';
import { Trouble } from './trouble.tsx';
import { useTimeline } from './use-timeline.ts';

interface TimelineViewProps {
  readonly open: OpenRecord;
  readonly kind: Kind;
  /** Only what happened to this field; empty for everything. */
  readonly field: string;
  readonly show: (when: string) => void;
}

export function TimelineView({ open, kind, field, show }: TimelineViewProps) {
  const { replica } = useDevice();
  const nameOf = useNameOf();
  const shown = useShownValue();
  const sync = useRecordSync(open.name);
  const { page, texts, busy, trouble, more, again } = useTimeline(open);
  const told = useMemo(() => {
    const words: Words = { shown, nameOf, now: replica.now() };
    return (page?.entries ?? []).flatMap((entry) => {
      const changes = toldOf(kind, entry, words, field);
      return changes.length > 0 ? [{ entry, changes }] : [];
    });
  }, [page, kind, field, shown, nameOf, replica]);
  if (!page) {
    if (trouble) return <Trouble trouble={trouble} what="History" again={again} />;
    return (
      <Empty
        title="Asking the relay…"
        action={<Loader size="sm" aria-label="Asking the relay for the history" />}
      />
    );
  }
  const label = kind.fields.get(field)?.label;
  return (
    <div className={classes.body}>
      {sync.step !== 'relay' && (
        <p className={classes.note} role="status">
          What you wrote here and has not been sent yet is not in its history yet.
        </p>
      )}
      {trouble && (
        <p className={classes.note} data-tone="warn" role="status">
          {trouble === 'offline'
            ? 'There is no connection to the relay: this is its history as it was a moment ago.'
            : 'The relay could not tell the rest just now.'}
        </p>
      )}
      {told.length === 0 && (
        <Empty title={label ? `Nothing here about ${label.toLowerCase()}` : 'Nothing is known of its past'}>
          {page.next === null
            ? 'Histories begin when the relay began to keep them, and are kept for as long as it was told to.'
            : 'There may be something further back.'}
        </Empty>
      )}
      <ol className={classes.entries}>
        {told.map(({ entry, changes }) => (
          <EntryView
            key={`${entry.version}.${entry.part}`}
            entry={entry}
            changes={changes}
            texts={texts}
            show={show}
          />
        ))}
      </ol>
      {page.lost > 0 && (
        <p className="quiet small">{counted(page.lost, 'entry', 'entries')} here cannot be read any more.</p>
      )}
      {page.next !== null && (
        <Button
          variant="default"
          loading={busy}
          onClick={() =>
            more(({ entries }) =>
              entries.some((entry) => field === '' || entry.changes.some((change) => isAbout(change, field))),
            )
          }
        >
          Further back
        </Button>
      )}
    </div>
  );
}

const isAbout = (change: object, field: string): boolean => 'field' in change && change.field === field;

function toldOf(kind: Kind, entry: HistoryEntry, words: Words, field: string): readonly ToldChange[] {
  return entry.changes.flatMap((change) => {
    if (field !== '' && !isAbout(change, field)) return [];
    const told = tellChange(kind, change, words);
    return told ? [told] : [];
  });
}
