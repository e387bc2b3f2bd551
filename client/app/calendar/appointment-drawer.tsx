/** One appointment, opened from the calendar: the record itself, so that what is changed here is written at once. */
import { Anchor, Button, Drawer } from '@mantine/core';
import { must } from '../../../shared/lib/assert.ts';
import { entityKey, type EntityName } from '../../../shared/lib/ids.ts';
import { kindNamed } from '../../../shared/schema/kinds.ts';
import type { OpenRecord } from '../../replica/types.ts';
import { useDevice } from '../device.ts';
import { ScalarField } from '../fields/scalar-field.tsx';
import { TextField } from '../fields/text-field.tsx';
import { dayOf, dayText } from '../days.ts';
import { Notice, useNotice } from '../parts/notice.tsx';
import { Faces } from '../people/faces.tsx';
import { useNameOf } from '../people/use-colleagues.ts';
import { RecordContext } from '../record/record-context.ts';
import { usePlace } from '../record/use-place.ts';
import { useRecord } from '../record/use-record.ts';
import { recordPath } from '../route.ts';
import { followLink } from '../shell/follow-link.ts';
import { RecordBadge } from '../status/record-badge.tsx';
import { ago } from '../when.ts';
import { bookingOf, usualLength } from './booking.ts';
import { bookingTitle, timesText } from './booking-text.ts';
import classes from './calendar.module.css';
import { DoubleBooked } from './double-booked.tsx';
import type { Times } from './lay-out.ts';
import { promises } from './promises.ts';
import { TimesInput } from './times-input.tsx';

const kind = must(kindNamed('appointment'), 'a schema without appointments');

interface DrawerProps {
  readonly name: EntityName | undefined;
  readonly phone: boolean;
  readonly close: () => void;
}

export function AppointmentDrawer({ name, phone, close }: DrawerProps) {
  const { replica } = useDevice();
  const row = name && replica.row(name);
  const booking = row && bookingOf(row);
  return (
    <Drawer
      opened={name !== undefined}
      onClose={close}
      position={phone ? 'bottom' : 'right'}
      size={phone ? '92%' : 440}
      title={booking ? bookingTitle(replica, booking) : 'Appointment'}
    >
      {name && <Opened key={entityKey(name)} name={name} close={close} />}
    </Drawer>
  );
}

function Opened({ name, close }: { name: EntityName; close: () => void }) {
  const open = useRecord(name);
  return open ? <Fields open={open} close={close} /> : <p className="quiet">Opening…</p>;
}

/** In the order in which a client is asked. */
const fields = ['type', 'status', 'client', 'subject', 'employee', 'order', 'device', 'location'];

function Fields({ open, close }: { open: OpenRecord; close: () => void }) {
  const { replica, drafts } = useDevice();
  const { told, tell } = useNotice();
  const { place, people, onKeyDown } = usePlace(open, tell);
  const { entity, name } = open;
  const notes = kind.fields.get('notes');
  const start = entity.get('start');
  const end = entity.get('end');
  const from = typeof start === 'number' ? start : Math.floor(replica.now());
  const times: Times = {
    start: from,
    end: typeof end === 'number' && end > from ? end : from + usualLength,
  };
  const startField = must(kind.fields.get('start'), 'an appointment without a start');
  const employee = entity.get('employee');
  const change = (to: Times): void =>
    entity.change(() => {
      if (to.start !== start) entity.set('start', to.start);
      if (to.end !== end) entity.set('end', to.end);
    });
  const path = recordPath(replica.shop, name);
  return (
    <RecordContext value={place}>
      <div
        className={classes.form}
        data-testid="appointment"
        data-key={entityKey(name)}
        onKeyDown={onKeyDown}
      >
        <p className={classes.buttons}>
          <RecordBadge name={name} drafts={drafts.has(`${entityKey(name)}/`)} />
          <Faces people={people} label="Here now" />
          <Anchor href={path} onClick={followLink}>
            Open the record
          </Anchor>
        </p>
        <MovedTwice open={open} may={place.may(startField)} />
        <TimesInput times={times} disabled={!place.may(startField)} change={change} />
        <DoubleBooked
          employee={typeof employee === 'string' ? employee : null}
          times={times}
          self={name.id}
        />
        {fields.map((each) => {
          const field = kind.fields.get(each);
          return field && 'scalar' in field && <ScalarField key={each} name={each} field={field} />;
        })}
        {notes?.policy === 'text' && <TextField name="notes" field={notes} />}
        <div className={classes.buttons}>
          {place.may(startField) && entity.get('status') === 'booked' && (
            <Button variant="subtle" color="red" onClick={() => entity.set('status', 'cancelled')}>
              Cancel the appointment
            </Button>
          )}
          <Button onClick={close}>Done</Button>
        </div>
        <Notice told={told} close={() => tell(undefined)} />
      </div>
    </RecordContext>
  );
}

/** Two people promised the client different times: which is right is asked once, for both ends (rule CAL-6). */
function MovedTwice({ open: { entity }, may }: { open: OpenRecord; may: boolean }) {
  const { replica } = useDevice();
  const nameOf = useNameOf();
  const all = promises(entity);
  if (all.length === 0) return null;
  return (
    <div className={classes.warning} role="group" aria-label="Moved by two people" data-testid="moved-twice">
      <p>Moved by two people at once. Which is right?</p>
      <ul className={classes.options}>
        {all.map((each) => (
          <li key={each.author}>
            <span>
              <strong>
                {dayText(dayOf(each.start))}, {timesText(each)}
              </strong>{' '}
              {nameOf(each.author)}
              {each.at > 0 && `, ${ago(each.at, replica.now())}`}
            </span>
            {may && (
              <Button
                size="compact-sm"
                variant="default"
                onClick={() =>
                  entity.change(() => {
                    // Both are written anew, also what is shown: only a write replaces what the other one wrote.
                    entity.set('start', each.start);
                    entity.set('end', each.end);
                  })
                }
              >
                Keep this
              </Button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
