/**
 * A record's past, at an address of its own: what happened to it, by field if wanted, or the record as it was at some
 * time. History lives on the relay; without a connection the page says so.
 */
import { Button, NativeSelect } from '@mantine/core';
import { IconChevronLeft } from '@tabler/icons-react';
import { useCallback, useEffect } from 'react';
import { entityKey } from '../../../shared/lib/ids.ts';
import type { Kind } from '../../../shared/schema/field.ts';
import type { OpenRecord } from '../../replica/types.ts';
import { useDevice } from '../device.ts';
import { titleOf } from '../list/title-of.ts';
import { Notice, useNotice } from '../parts/notice.tsx';
import { useHere } from '../people/use-people.ts';
import { historyPath, recordPath, withQuery } from '../route.ts';
import { Link } from '../shell/link.tsx';
import { goTo, useQuery } from '../use-route.ts';
import { AsItWas } from './as-it-was.tsx';
import { MomentInput } from './moment-input.tsx';
import { momentInAddress } from './moment-in-address.ts';
import classes from './past.module.css';
import { TimelineView } from './timeline-view.tsx';

export function RecordPast({ open, kind }: { open: OpenRecord; kind: Kind }) {
  const { replica, drafts } = useDevice();
  const { told, tell } = useNotice();
  const [field, setField] = useQuery('field');
  const [at] = useQuery('at');
  useHere(open.name, '');
  // What was typed before somebody came here is part of what they look at.
  useEffect(() => void drafts.commitAll(), [drafts]);
  const moment = momentInAddress(at);
  const path = historyPath(replica.shop, open.name);
  const show = useCallback((when: string) => goTo(withQuery(path, { field, at: when })), [path, field]);
  const noun = kind.label.toLowerCase();
  return (
    <article className={classes.past} data-testid="past" data-key={entityKey(open.name)}>
      <header className={classes.header}>
        <Link
          className={classes.back ?? ''}
          href={moment ? withQuery(path, { field }) : recordPath(replica.shop, open.name)}
          aria-label={moment ? 'Back to the history' : `Back to the ${noun}`}
        >
          <IconChevronLeft size={22} aria-hidden="true" />
        </Link>
        <div className={classes.names}>
          <h1>{moment ? 'As it was' : 'History'}</h1>
          <p className="quiet small">
            {kind.label}:{' '}
            <Link className="record-link" href={recordPath(replica.shop, open.name)}>
              {titleOf(kind, open.row(), replica)}
            </Link>
          </p>
        </div>
        <div className={classes.choices}>
          {!moment && (
            <NativeSelect
              aria-label="Only changes of"
              value={field}
              onChange={(event) => setField(event.currentTarget.value)}
              data={[{ value: '', label: 'All fields' }, ...fieldChoices(kind)]}
            />
          )}
          <MomentInput moment={moment} show={show} />
          {moment && (
            <Button variant="default" onClick={() => goTo(withQuery(path, { field }))}>
              All of its history
            </Button>
          )}
        </div>
      </header>
      {moment ? (
        <AsItWas key={at} open={open} kind={kind} moment={moment} tell={tell} />
      ) : (
        <TimelineView open={open} kind={kind} field={field} show={show} />
      )}
      <Notice told={told} close={() => tell(undefined)} />
    </article>
  );
}

const fieldChoices = (kind: Kind): readonly { readonly value: string; readonly label: string }[] =>
  [...kind.fields]
    .filter(([name]) => name !== 'created')
    .map(([value, { label }]) => ({ value, label }))
    .toSorted((a, b) => a.label.localeCompare(b.label, 'en-GB'));
