/** The shop's locations as its managers see to them: which there are, and whether they are kept apart (rules PLACE-6 and PLACE-8). */
import { Button, Group, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useDevice } from '../device.ts';
import { useLocations } from '../locations/use-locations.ts';

export function LocationsPanel({
  busy,
  attempt,
}: {
  readonly busy: boolean;
  readonly attempt: (work: () => Promise<void>) => Promise<void>;
}) {
  const { relay } = useDevice();
  const { all, apart } = useLocations();
  const [name, setName] = useState('');
  const add = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    await attempt(async () => {
      await relay.post('locations', { name: name.trim() });
      setName('');
    });
  };
  return (
    <Stack gap="xs" data-testid="locations">
      <Text fw={600}>Locations</Text>
      {all.map((each) => (
        <Group key={each.id} justify="space-between">
          <Text size="sm">{each.name}</Text>
          <Button
            size="compact-sm"
            variant="default"
            disabled={busy}
            onClick={() =>
              void attempt(async () => void (await relay.delete(`locations/${encodeURIComponent(each.id)}`)))
            }
          >
            Remove
          </Button>
        </Group>
      ))}
      {all.length > 0 && (
        <Switch
          label="Who is of some locations sees the records of those alone"
          checked={apart}
          disabled={busy}
          onChange={(event) => {
            const to = event.currentTarget.checked;
            void attempt(async () => void (await relay.put('locations', { apart: to })));
          }}
        />
      )}
      <form onSubmit={(event) => void add(event)} aria-label="Another location">
        <Group align="end">
          <TextInput
            label="Another location"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" loading={busy} disabled={name.trim() === ''}>
            Add
          </Button>
        </Group>
      </form>
    </Stack>
  );
}
