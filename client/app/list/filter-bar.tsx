/** What a list is filtered and sorted by: a button that opens the choices, and each that was made as a tag to take away. */
import { Button, NativeSelect, Popover, Switch, UnstyledButton } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconX } from '@tabler/icons-react';
import type { Kind } from '../../../shared/schema/field.ts';
import { useDevice } from '../device.ts';
import { dueChoices, dueWords } from '../due.ts';
import { locationName, useLocations } from '../locations/use-locations.ts';
import { me, nobody } from '../people/asked-person.ts';
import { useNameOf } from '../people/use-colleagues.ts';
import { useQuery } from '../use-route.ts';
import { inWords } from '../words.ts';
import classes from './filter-bar.module.css';
import { filterFields, sortChoices, type FilterField } from './filters.ts';

interface Choice {
  readonly value: string;
  readonly label: string;
}

export function FilterButton({ kind, active }: { kind: Kind; active: number }) {
  return (
    <Popover position="bottom-end" shadow="md" width={300} trapFocus>
      <Popover.Target>
        <Button
          variant="default"
          px="sm"
          aria-label={active === 0 ? 'Filter and sort' : `Filter and sort: ${active} chosen`}
        >
          <IconAdjustmentsHorizontal size={18} aria-hidden="true" />
          {active > 0 && <span className={classes.count}>{active}</span>}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className={classes.choices}>
          {filterFields(kind).map((field) => (
            <FieldChoice key={field.name} kind={kind} field={field} />
          ))}
          <SortChoice kind={kind} />
          <Flag name="review" label="Only with open questions" />
          <Flag name="deleted" label="Deleted ones, too" />
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

function FieldChoice({ kind, field }: { kind: Kind; field: FilterField }) {
  const [value, set] = useQuery(field.name);
  const choices = useChoices(kind, field);
  return (
    <NativeSelect
      label={field.label}
      value={value}
      onChange={(event) => set(event.currentTarget.value)}
      data={[{ value: '', label: 'Any' }, ...choices]}
    />
  );
}

function SortChoice({ kind }: { kind: Kind }) {
  const [value, set] = useQuery('sort');
  const choices = sortChoices(kind).map(({ name, label }) => ({ value: name, label }));
  return (
    <NativeSelect
      label="In the order of"
      value={value}
      onChange={(event) => set(event.currentTarget.value)}
      data={[{ value: '', label: 'Last changed first' }, ...choices]}
    />
  );
}

function Flag({ name, label }: { name: string; label: string }) {
  const [value, set] = useQuery(name);
  return (
    <Switch
      label={label}
      checked={value === 'yes'}
      onChange={(event) => set(event.currentTarget.checked ? 'yes' : null)}
    />
  );
}

/** Each filter that is on, in words, to be taken away with one press. */
export function FilterTags({ kind, active }: { kind: Kind; active: readonly string[] }) {
  if (active.length === 0) return null;
  return (
    <div className={classes.tags} role="group" aria-label="Filters">
      {active.map((name) => (
        <Tag key={name} kind={kind} name={name} />
      ))}
    </div>
  );
}

const flags: ReadonlyMap<string, string> = new Map([
  ['review', 'Open questions'],
  ['deleted', 'Deleted, too'],
]);

function Tag({ kind, name }: { kind: Kind; name: string }) {
  const [value, set] = useQuery(name);
  const field = filterFields(kind).find((each) => each.name === name);
  const choices = useChoices(kind, field);
  const chosen = choices.find((choice) => choice.value === value)?.label ?? value;
  const words = flags.get(name) ?? `${field?.label ?? name}: ${chosen}`;
  return (
    <UnstyledButton className={classes.tag ?? ''} onClick={() => set(null)} aria-label={`Without ${words}`}>
      {words}
      <IconX size={14} aria-hidden="true" />
    </UnstyledButton>
  );
}

function useChoices(kind: Kind, field: FilterField | undefined): readonly Choice[] {
  const { replica } = useDevice();
  const nameOf = useNameOf();
  const locations = useLocations();
  if (!field) return [];
  switch (field.type) {
    case 'choice':
      return field.values.map((value) => ({ value, label: inWords(value) }));
    case 'due':
      return dueChoices.map((value) => ({ value, label: dueWords[value] }));
    default: {
      const there = [...replica.counts({ kind: kind.name, field: field.name }).keys()].filter(
        (value): value is string => typeof value === 'string' && value !== '',
      );
      if (field.type === 'text')
        return there.toSorted().map((value) => ({ value, label: locationName(locations, value) }));
      const others = there.filter((user) => user !== replica.user.id);
      return [
        { value: me, label: 'Me' },
        { value: nobody, label: 'Nobody' },
        ...others.map((user) => ({ value: user, label: nameOf(user) })),
      ];
    }
  }
}
