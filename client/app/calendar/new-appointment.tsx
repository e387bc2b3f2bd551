/** A new appointment: nothing is written until it is booked, and then all of it at once. */
import { Button, Modal, NativeSelect, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import type { EntityDocument } from '../../../shared/document/entity-document.ts';
import { changeRecord } from '../change-record.ts';
import { useDevice } from '../device.ts';
import { unfit } from '../fields/unfit.ts';
import { usualLength } from './booking.ts';
import { referred, typeText } from './booking-text.ts';
import { valuesOf } from './calendar-head.tsx';
import classes from './calendar.module.css';
import { DoubleBooked } from './double-booked.tsx';
import type { Times } from './lay-out.ts';
import { ReferenceInput } from './reference-input.tsx';
import { TimesInput } from './times-input.tsx';
import { useEmployees } from './use-employees.ts';

interface NewProps {
  /** In milliseconds; undefined while nothing is being booked. */
  readonly start: number | undefined;
  /** Whom and where it is for unless told otherwise: what the calendar is filtered by. */
  readonly employee: string;
  readonly location: string;
  readonly phone: boolean;
  readonly close: () => void;
  readonly booked: (id: string, times: Times) => void;
}

export function NewAppointment({ start, phone, close, ...rest }: NewProps) {
  return (
    <Modal opened={start !== undefined} onClose={close} title="New appointment" fullScreen={phone} size="lg">
      {start !== undefined && <Form start={start} close={close} {...rest} />}
    </Modal>
  );
}

type FormProps = Omit<NewProps, 'start' | 'phone'> & { readonly start: number };

interface Draft {
  readonly type: string;
  readonly subject: string;
  readonly client: string | null;
  readonly order: string | null;
  readonly device: string | null;
  readonly employee: string;
  readonly location: string;
  readonly notes: string;
}

function Form({ start, employee, location, close, booked }: FormProps) {
  const { replica } = useDevice();
  const employees = useEmployees();
  const types = valuesOf('type');
  const [times, setTimes] = useState<Times>({ start, end: start + usualLength });
  const [draft, setDraft] = useState<Draft>({
    type: types[0] ?? '',
    subject: '',
    client: null,
    order: null,
    device: null,
    employee,
    location,
    notes: '',
  });
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const change = (part: Partial<Draft>): void => setDraft((was) => ({ ...was, ...part }));
  // The address may name anybody: booked is only who can be chosen.
  const chosen = employees.some(({ id }) => id === draft.employee) ? draft.employee : '';
  const [noSubject, noLocation] = (['subject', 'location'] as const).map((name) =>
    unfit('appointment', name, draft[name]),
  );
  const chooseOrder = (order: string | null): void => {
    const client = referred(replica, 'order', order)?.fields['client'];
    change({ order, ...(draft.client === null && typeof client === 'string' ? { client } : {}) });
  };
  const book = async (): Promise<void> => {
    setBusy(true);
    setProblem('');
    try {
      const name = replica.freshName('appointment');
      const whole = { ...draft, employee: chosen };
      await changeRecord(replica, name, (entity) => write(entity, whole, times, replica.now()));
      booked(name.id, times);
    } catch (error) {
      reportError(error);
      setProblem('Nothing is booked: that did not work. Look at what is filled in, and try again.');
    } finally {
      setBusy(false);
    }
  };
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    // An input that could not be read, such as a day that was cleared, shows one thing while another would be booked.
    const wrong = event.currentTarget.querySelector<HTMLElement>('[aria-invalid="true"]');
    if (wrong) wrong.focus();
    else if (!busy) void book();
  };
  return (
    <form className={classes.form} onSubmit={save}>
      <SegmentedControl
        aria-label="Type"
        fullWidth
        value={draft.type}
        onChange={(type) => change({ type })}
        data={types.map((value) => ({ value, label: typeText(value) }))}
      />
      <ReferenceInput
        label="Client"
        kindName="client"
        value={draft.client}
        change={(client) => change({ client })}
      />
      <TextInput
        label="Subject"
        placeholder="What it is about"
        maxLength={200}
        value={draft.subject}
        error={noSubject}
        onChange={(event) => change({ subject: event.target.value })}
      />
      <TimesInput times={times} change={setTimes} />
      <NativeSelect
        label="With"
        value={chosen}
        onChange={(event) => change({ employee: event.target.value })}
        data={[
          { value: '', label: 'Nobody yet' },
          ...employees.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <DoubleBooked employee={chosen || null} times={times} />
      <ReferenceInput label="Order" kindName="order" value={draft.order} change={chooseOrder} />
      <ReferenceInput
        label="Device"
        kindName="device"
        value={draft.device}
        change={(device) => change({ device })}
      />
      <TextInput
        label="Location"
        maxLength={80}
        value={draft.location}
        error={noLocation}
        onChange={(event) => change({ location: event.target.value })}
      />
      <Textarea
        label="Notes"
        autosize
        minRows={2}
        maxRows={8}
        value={draft.notes}
        onChange={(event) => change({ notes: event.target.value })}
      />
      {problem !== '' && (
        <p className="told" role="alert">
          {problem}
        </p>
      )}
      <div className={classes.buttons}>
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" loading={busy}>
          Book it
        </Button>
      </div>
    </form>
  );
}

function write(entity: EntityDocument, draft: Draft, { start, end }: Times, now: number): void {
  const { notes, ...fields } = draft;
  entity.change(() => {
    entity.set('created', Math.floor(now));
    entity.set('status', 'booked');
    entity.set('start', start);
    entity.set('end', end);
    for (const [name, value] of Object.entries(fields)) {
      const trimmed = value?.trim() ?? '';
      if (trimmed !== '') entity.set(name, trimmed);
    }
    if (notes.trim() !== '') entity.text('notes').insert(0, notes);
  });
}
