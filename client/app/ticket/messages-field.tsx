/** A ticket's conversation: who said what, when and how, by days, and what is being written now (rule RECORD-12). */
import { useEffect, useId, useRef } from 'react';
import type { LedgerEntry } from '../../../shared/document/types.ts';
import { useDevice } from '../device.ts';
import { FieldFrame } from '../fields/field-frame.tsx';
import { titleOf } from '../list/title-of.ts';
import { colorOf } from '../people/color-of.ts';
import { useNameOf } from '../people/use-colleagues.ts';
import { useLedger } from '../record/declared-field.ts';
import { useRecordPlace } from '../record/record-context.ts';
import { must } from '../../../shared/lib/assert.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import { useRow } from '../use-row.ts';
import { brief } from '../when.ts';
import { byDay, dayTitle } from './by-day.ts';
import { channelOf } from './channels.ts';
import { Composer } from './composer.tsx';
import classes from './messages.module.css';

export function MessagesField({ name }: { name: string }) {
  const { open, may } = useRecordPlace();
  const { replica } = useDevice();
  const field = useLedger(name);
  const label = useId();
  const log = useRef<HTMLDivElement>(null);
  const client = useRow('client', open.entity.get('client'));
  const called = client ? titleOf(must(kinds.get('client'), 'clients'), client) : 'The client';
  const entries = open.entity.ledger(name);
  const { length } = entries;
  // The newest is what one comes for.
  useEffect(() => {
    if (length > 0) log.current?.scrollTo({ top: log.current.scrollHeight });
  }, [length]);
  const now = replica.now();
  return (
    <FieldFrame name={name} field={field} labelId={label} wide>
      <div className={classes.log} ref={log} role="log" aria-labelledby={label} tabIndex={0}>
        {entries.length === 0 && <p className="quiet small">Nothing has been said yet.</p>}
        {byDay(entries).map(({ day, entries: said }) => (
          <section key={day} aria-label={dayTitle(day, now)}>
            <h3 className={classes.day}>
              <span>{dayTitle(day, now)}</span>
            </h3>
            <ol className={classes.messages}>
              {said.map((entry) => (
                <Message key={entry.id} entry={entry} client={called} />
              ))}
            </ol>
          </section>
        ))}
      </div>
      {may(field) && <Composer name={name} field={field} />}
    </FieldFrame>
  );
}

function Message({ entry, client }: { entry: LedgerEntry; client: string }) {
  const { replica } = useDevice();
  const nameOf = useNameOf();
  const { label, icon: Icon, side } = channelOf(String(entry.parts['channel']));
  const who = side === 'theirs' ? client : nameOf(entry.by);
  return (
    <li className={classes.message} data-side={side} data-mine={entry.by === replica.user.id}>
      <p className={classes.head}>
        <Icon size={15} aria-hidden="true" />
        <span className={classes.channel}>{label}</span>
        <strong style={side === 'theirs' ? undefined : { borderColor: colorOf(entry.by) }}>{who}</strong>
        {/* Within a day the time is enough. */}
        <time dateTime={new Date(entry.at).toISOString()}>{brief(entry.at, entry.at)}</time>
        {side === 'theirs' && <span>noted by {nameOf(entry.by)}</span>}
      </p>
      <p className={classes.body} data-testid="said">
        {String(entry.parts['body'] ?? '')}
      </p>
    </li>
  );
}
