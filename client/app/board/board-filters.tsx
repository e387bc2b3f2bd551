/** The board's filters: each is a part of the address. Where there is no room they open from one button. */
import { Button, NativeSelect, Popover, TextInput } from '@mantine/core';
import { IconFilter, IconSearch } from '@tabler/icons-react';
import { useDevice } from '../device.ts';
import { dueChoices, dueWords } from '../due.ts';
import { locationName, useLocations } from '../locations/use-locations.ts';
import { me, nobody } from '../people/asked-person.ts';
import { useQuery } from '../use-route.ts';
import { inWords } from '../words.ts';
import { priorities } from './bench-device.ts';
import classes from './board-filters.module.css';

interface FiltersProps {
  /** Ids of those who may have devices on the bench. */
  readonly engineers: readonly string[];
  readonly locations: readonly string[];
  readonly nameOf: (user: string) => string;
  readonly used: number;
  /** No room for them beside each other. */
  readonly narrow: boolean;
}

export function BoardFilters(props: FiltersProps) {
  const [text, setText] = useQuery('q');
  return (
    <div className={classes.filters} role="search" aria-label="Filter the bench">
      <TextInput
        type="search"
        className={classes.text}
        aria-label="Filter by words"
        placeholder="Device, number, client"
        leftSection={<IconSearch size={17} aria-hidden="true" />}
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {props.narrow ? (
        <Popover position="bottom-end" shadow="md" trapFocus>
          <Popover.Target>
            <Button
              variant="default"
              leftSection={<IconFilter size={17} aria-hidden="true" />}
              aria-label={props.used > 0 ? `Filters, ${props.used} in use` : 'Filters'}
            >
              {props.used > 0 ? props.used : 'Filters'}
            </Button>
          </Popover.Target>
          <Popover.Dropdown className={classes.drop ?? ''}>
            <Choices {...props} />
          </Popover.Dropdown>
        </Popover>
      ) : (
        <Choices {...props} />
      )}
    </div>
  );
}

function Choices({ engineers, locations, nameOf, used }: FiltersProps) {
  const { replica } = useDevice();
  const [engineer, setEngineer] = useQuery('engineer');
  const [location, setLocation] = useQuery('location');
  const known = useLocations();
  const [due, setDue] = useQuery('due');
  const [priority, setPriority] = useQuery('priority');
  const mine = replica.user.role !== 'view' && replica.user.role !== 'front-desk';
  // What a link asks for is offered even if nothing has it now.
  const others = [
    ...new Set([...engineers, ...(engineer && ![nobody, me].includes(engineer) ? [engineer] : [])]),
  ];
  const places = [...new Set([...locations, ...(location ? [location] : [])])];
  return (
    <>
      <NativeSelect
        aria-label="Engineer"
        value={engineer}
        onChange={(event) => setEngineer(event.target.value)}
        data={[
          { value: '', label: 'Every engineer' },
          ...(mine || engineer === me ? [{ value: me, label: 'Mine' }] : []),
          { value: nobody, label: 'Nobody’s' },
          ...others.map((value) => ({ value, label: nameOf(value) })),
        ]}
      />
      {places.length > 0 && (
        <NativeSelect
          aria-label="Location"
          value={location}
          onChange={(event) => setLocation(event.target.value)}
          data={[
            { value: '', label: 'Every location' },
            ...places.map((value) => ({ value, label: locationName(known, value) })),
          ]}
        />
      )}
      <NativeSelect
        aria-label="Ready by"
        value={due}
        onChange={(event) => setDue(event.target.value)}
        data={[
          { value: '', label: 'Any day' },
          ...dueChoices.map((value) => ({ value, label: dueWords[value] })),
        ]}
      />
      <NativeSelect
        aria-label="Priority"
        value={priority}
        onChange={(event) => setPriority(event.target.value)}
        data={[
          { value: '', label: 'Every priority' },
          ...priorities.map((value) => ({ value, label: inWords(value) })),
        ]}
      />
      {used > 0 && (
        <Button
          variant="subtle"
          onClick={() => {
            for (const clear of [setEngineer, setLocation, setDue, setPriority]) clear(null);
          }}
        >
          Clear
        </Button>
      )}
    </>
  );
}
