/** The head of the calendar: which days, in which view, of whom; and a new appointment. */
import { ActionIcon, Button, NativeSelect, Popover, SegmentedControl, TextInput } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconFilter, IconPlus } from '@tabler/icons-react';
import { must } from '../../../shared/lib/assert.ts';
import { appointment } from '../../../shared/schema/appointment.ts';
import { dayText, monthText, parseDay, type Day } from '../days.ts';
import { inWords } from '../words.ts';
import { typeText } from './booking-text.ts';
import classes from './calendar.module.css';
import { views, type CalendarPlace, type useCalendarFilter, type View } from './use-calendar.ts';
import { useEmployees } from './use-employees.ts';

/** The values of a field of a few values, in the order of the schema. */
export function valuesOf(field: string): readonly string[] {
  const declared = must(appointment.fields.get(field), `an appointment without ${field}`);
  return 'scalar' in declared && declared.scalar.type === 'enum' ? declared.scalar.values : [];
}

interface HeadProps {
  readonly place: CalendarPlace;
  readonly filter: ReturnType<typeof useCalendarFilter>;
  readonly locations: readonly string[];
  /** No room for filters beside each other. */
  readonly narrow: boolean;
  /** Asks for a new appointment; absent for who may not make one. */
  readonly book: (() => void) | undefined;
}

const date = (day: Day): number => Number(day.slice(8));

/** What the days are called: `Wednesday 25 November 2026`, `23–29 November 2026`, `Wed 25 Nov – Tue 22 Dec`. */
export function daysText(view: View, days: readonly Day[]): string {
  const first = days[0] ?? '';
  const last = days.at(-1) ?? first;
  if (view === 'day') return dayText(first, 'long');
  if (view === 'agenda') return `${dayText(first)} – ${dayText(last)}`;
  return first.slice(0, 7) === last.slice(0, 7)
    ? `${date(first)}–${date(last)} ${monthText(first)}`
    : `${dayText(first).slice(4)} – ${dayText(last).slice(4)} ${last.slice(0, 4)}`;
}

export function CalendarHead({ place, filter, locations, narrow, book }: HeadProps) {
  const { view, day, days, today, turn, setDay, typeDay, setView } = place;
  const used = Object.values(filter.filter).filter((part) => part !== '').length;
  return (
    <header className={classes.head}>
      <h1 className={classes.title}>
        <span className={classes.name}>Calendar</span> <span>{daysText(view, days)}</span>
      </h1>
      <div className={classes.turn}>
        <ActionIcon variant="default" aria-label="Earlier" onClick={() => turn(-1)}>
          <IconChevronLeft size={18} aria-hidden />
        </ActionIcon>
        <Button variant="default" onClick={() => setDay(today)} disabled={day === today}>
          Today
        </Button>
        <ActionIcon variant="default" aria-label="Later" onClick={() => turn(1)}>
          <IconChevronRight size={18} aria-hidden />
        </ActionIcon>
        <TextInput
          type="date"
          className={classes.date}
          aria-label="Go to day"
          value={day}
          onChange={(event) => {
            const wanted = parseDay(event.target.value);
            if (wanted) typeDay(wanted);
          }}
        />
      </div>
      <SegmentedControl
        className={classes.views}
        aria-label="View"
        value={view}
        onChange={setView}
        data={views.map((value) => ({ value, label: inWords(value) }))}
      />
      <div className={classes.filters}>
        {narrow ? (
          <Popover position="bottom-end" shadow="md" trapFocus>
            <Popover.Target>
              <Button
                variant="default"
                leftSection={<IconFilter size={17} aria-hidden="true" />}
                aria-label={used > 0 ? `Filters, ${used} in use` : 'Filters'}
              >
                {used > 0 ? used : 'Filters'}
              </Button>
            </Popover.Target>
            <Popover.Dropdown className={classes.drop ?? ''}>
              <Choices filter={filter} locations={locations} />
            </Popover.Dropdown>
          </Popover>
        ) : (
          <Choices filter={filter} locations={locations} />
        )}
        {book && (
          <Button
            onClick={book}
            aria-label="New appointment"
            leftSection={<IconPlus size={17} aria-hidden="true" />}
          >
            New
          </Button>
        )}
      </div>
    </header>
  );
}

/** What an address asks for is offered even if nothing has it now. */
const known = (all: readonly string[], one: string): readonly string[] =>
  one === '' || all.includes(one) ? all : [...all, one];

function Choices({ filter, locations }: Pick<HeadProps, 'filter' | 'locations'>) {
  const employees = useEmployees();
  const { setEmployee, setLocation, setType } = filter;
  const { employee, location, type } = filter.filter;
  return (
    <>
      <NativeSelect
        aria-label="With"
        value={employee}
        onChange={(event) => setEmployee(event.target.value)}
        data={[
          { value: '', label: 'Everybody' },
          ...employees.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <NativeSelect
        aria-label="Location"
        value={location}
        onChange={(event) => setLocation(event.target.value)}
        data={[{ value: '', label: 'Every location' }, ...known(locations, location)]}
      />
      <NativeSelect
        aria-label="Type"
        value={type}
        onChange={(event) => setType(event.target.value)}
        data={[
          { value: '', label: 'Every type' },
          ...known(valuesOf('type'), type).map((value) => ({ value, label: typeText(value) })),
        ]}
      />
    </>
  );
}
