/** What comes to this device at all: kinds, how recent, and which appointments (row S13). */
import { Checkbox, NativeSelect } from '@mantine/core';
import type { KeepSettings } from '../../replica/keeping/settings.ts';
import { isChosenKind } from '../../replica/keeping/choice.ts';
import { useDevice } from '../device.ts';
import { kindsFor } from '../kinds-for.ts';
import { counted } from '../words.ts';
import classes from './kept.module.css';

interface ChoiceProps {
  readonly settings: KeepSettings;
  readonly change: (settings: Partial<KeepSettings>) => void;
}

const recent = [7, 30, 90, 180, 365];
const ranges = [7, 14, 30, 90, 365];
const all = 'all';

/** Everything, or so many days: whatever is chosen already is among them. */
const days = (choices: readonly number[], chosen: number | null, everything: string) => [
  { value: all, label: everything },
  ...[...new Set([...choices, ...(chosen === null ? [] : [chosen])])]
    .sort((a, b) => a - b)
    .map((each) => ({ value: String(each), label: counted(each, 'day') })),
];

export function KeptChoice({ settings, change }: ChoiceProps) {
  const { replica } = useDevice();
  const { recentDays, openOnly, appointments } = settings;
  const offered = kindsFor(replica.user.role);
  const chosen = offered.filter(({ name }) => isChosenKind(name, settings));
  const toggle = (name: string, comes: boolean): void => {
    const next = offered.filter((kind) => (kind.name === name ? comes : chosen.includes(kind)));
    change({ kinds: next.length === offered.length ? null : next.map((kind) => kind.name) });
  };
  const range = (part: Partial<NonNullable<KeepSettings['appointments']>>): void =>
    change({ appointments: { before: 30, after: 365, ...appointments, ...part } });
  return (
    <details className={classes.details}>
      <summary>Choose what comes to this device</summary>
      <fieldset className={classes.kinds}>
        <legend>Kinds</legend>
        {offered.map(({ name, plural }) => (
          <Checkbox
            key={name}
            label={plural}
            checked={chosen.some((kind) => kind.name === name)}
            // Something must come.
            disabled={chosen.length === 1 && chosen[0]?.name === name}
            onChange={({ currentTarget }) => toggle(name, currentTarget.checked)}
          />
        ))}
      </fieldset>
      <div className={classes.choices}>
        <NativeSelect
          label="Changed within"
          value={recentDays ?? all}
          data={days(recent, recentDays, 'any time')}
          onChange={({ currentTarget: { value } }) =>
            change({ recentDays: value === all ? null : Number(value) })
          }
        />
        <NativeSelect
          label="Work"
          value={openOnly ? 'open' : all}
          data={[
            { value: all, label: 'all' },
            { value: 'open', label: 'open only' },
          ]}
          onChange={({ currentTarget: { value } }) => change({ openOnly: value === 'open' })}
        />
        <NativeSelect
          label="Appointments, back"
          value={appointments?.before ?? all}
          data={days(ranges, appointments?.before ?? null, 'all')}
          onChange={({ currentTarget: { value } }) =>
            value === all ? change({ appointments: null }) : range({ before: Number(value) })
          }
        />
        <NativeSelect
          label="Appointments, ahead"
          value={appointments?.after ?? all}
          data={days(ranges, appointments?.after ?? null, 'all')}
          onChange={({ currentTarget: { value } }) =>
            value === all ? change({ appointments: null }) : range({ after: Number(value) })
          }
        />
      </div>
      <p className="quiet small">
        Kinds that do not come are in no list here. Of the others everything is in lists and search; what is
        not kept in full is fetched when you open it.
      </p>
    </details>
  );
}
