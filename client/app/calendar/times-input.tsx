/** When an appointment is: a day, a time and how long. Changing the start keeps the length, so that an end is never before it. */
import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { dayOf, momentAt, parseDay, parseTime, timeText, wallMinutes } from '../days.ts';
import { lengthText } from '../when.ts';
import classes from './calendar.module.css';
import type { Times } from './lay-out.ts';

interface TimesProps {
  readonly times: Times;
  readonly disabled?: boolean;
  readonly change: (times: Times) => void;
}

const minute = 60_000;
const lengths = [15, 30, 45, 60, 90, 120, 180, 240, 480].map((minutes) => minutes * minute);

export function TimesInput({ times, disabled = false, change }: TimesProps) {
  const { start, end } = times;
  const [day, minutes] = [dayOf(start), wallMinutes(start)];
  const lasting = end - start;
  const startAt = (at: number): void => {
    if (at !== start) change({ start: at, end: at + lasting });
  };
  const offered = lengths.includes(lasting) ? lengths : [...lengths, lasting].sort((a, b) => a - b);
  return (
    <div className={classes.times}>
      <Committed
        label="Day"
        type="date"
        value={day}
        disabled={disabled}
        commit={(text) => {
          const wanted = parseDay(text);
          if (wanted !== undefined && wanted !== day) startAt(momentAt(wanted, minutes));
          return wanted !== undefined;
        }}
      />
      <Committed
        label="From"
        type="time"
        value={timeText(minutes)}
        disabled={disabled}
        commit={(text) => {
          const wanted = parseTime(text);
          // The second time that a clock shows 01:30 in autumn stays what it is.
          if (wanted !== undefined && wanted !== minutes) startAt(momentAt(day, wanted));
          return wanted !== undefined;
        }}
      />
      <NativeSelect
        label="For"
        value={String(lasting)}
        disabled={disabled}
        description={`until ${timeText(wallMinutes(end))}`}
        inputWrapperOrder={['label', 'input', 'description']}
        onChange={(event) => change({ start, end: start + Number(event.target.value) })}
        data={offered.map((ms) => ({ value: String(ms), label: lengthText(ms) }))}
      />
    </div>
  );
}

interface CommittedProps {
  readonly label: string;
  readonly type: 'date' | 'time';
  readonly value: string;
  readonly disabled: boolean;
  /** Answers whether it could be read. */
  readonly commit: (text: string) => boolean;
}

/** Written when it is whole and left, or Enter is pressed: a date that is half typed moves nothing. */
function Committed({ label, type, value, disabled, commit }: CommittedProps) {
  const [typed, setTyped] = useState<string>();
  const [wrong, setWrong] = useState(false);
  const done = (): void => {
    if (typed === undefined) return;
    const good = commit(typed);
    setWrong(!good);
    if (good) setTyped(undefined);
  };
  return (
    <TextInput
      label={label}
      type={type}
      step={type === 'time' ? 300 : undefined}
      value={typed ?? value}
      disabled={disabled}
      error={wrong ? `No ${type} yet` : undefined}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={done}
      onKeyDown={(event) => {
        if (event.key === 'Enter') done();
        else if (event.key === 'Escape' && typed !== undefined) {
          event.stopPropagation();
          setTyped(undefined);
          setWrong(false);
        }
      }}
    />
  );
}
