/** The shop's people as its managers see to them: who may sign in, links for those who come, and who goes (rule PEOPLE-5). */
import {
  Alert,
  Button,
  Checkbox,
  CopyButton,
  Group,
  Modal,
  NativeSelect,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useCallback, useEffect, useState, type FormEvent } from 'react';
import { roleLabels, roles } from '../../../shared/schema/roles.ts';
import { NoAnswer } from '../../replica/relay-api.ts';
import { useDevice } from '../device.ts';
import { useLocations } from '../locations/use-locations.ts';
import { LocationsPanel } from './locations-panel.tsx';
import { describePeopleTrouble, describePerson, readPeople, type ShopPerson } from './shop-people.ts';

interface Link {
  readonly name: string;
  readonly address: string;
}

export function PeopleDialog({ close }: { readonly close: () => void }) {
  const { relay, replica } = useDevice();
  const locations = useLocations();
  const [people, setPeople] = useState<readonly ShopPerson[]>([]);
  const [link, setLink] = useState<Link>();
  const [trouble, setTrouble] = useState('');
  const [busy, setBusy] = useState(false);
  const attempt = useCallback(async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setTrouble('');
    try {
      await work();
    } catch (error) {
      setTrouble(wordsOf(error));
    }
    setBusy(false);
  }, []);
  const show = useCallback(async () => setPeople(readPeople(await relay.get('users'))), [relay]);
  useEffect(() => {
    const begin = async (): Promise<void> => {
      try {
        await show();
      } catch (error) {
        setTrouble(wordsOf(error));
      }
    };
    void begin();
  }, [show]);
  const inviteNow = async ({ user, name }: Pick<ShopPerson, 'user' | 'name'>): Promise<void> => {
    const { code } = (await relay.post(`users/${user}/invitation`)) as { readonly code: string };
    setLink({ name, address: `${window.location.origin}/invite#${code}` });
    await show();
  };
  const invite = (person: ShopPerson): Promise<void> => attempt(() => inviteNow(person));
  const change = (
    { user }: ShopPerson,
    to: {
      readonly role?: string;
      readonly revoked?: boolean;
      readonly locations?: readonly string[];
    },
  ): Promise<void> =>
    attempt(async () => {
      await relay.put(`users/${user}`, to);
      await show();
    });
  return (
    <Modal opened onClose={close} title="People of the shop" size="lg">
      <Stack gap="md">
        {link && (
          <Alert color="teal" role="status">
            <Text fw={600}>A link for {link.name} alone</Text>
            <Text size="sm" style={{ overflowWrap: 'anywhere' }} data-testid="invitation">
              {link.address}
            </Text>
            <Group mt="xs">
              <CopyButton value={link.address}>
                {({ copied, copy }) => (
                  <Button size="compact-sm" onClick={copy}>
                    {copied ? 'Copied' : 'Copy'}
                  </Button>
                )}
              </CopyButton>
              <Text size="sm">
                It works once, for a week. A password of before holds until they follow it.
              </Text>
            </Group>
          </Alert>
        )}
        {trouble !== '' && (
          <Alert color="red" role="alert">
            {trouble}
          </Alert>
        )}
        {people.map((person) => (
          <Group key={person.user} justify="space-between" data-testid="person" data-user={person.user}>
            <div>
              <Text fw={600}>
                {person.name}
                {person.user === replica.user.id && ' (you)'}
              </Text>
              <Text size="sm">
                {person.user}, {describePerson(person)}
              </Text>
            </div>
            {person.user !== replica.user.id && !person.revoked && (
              <Group gap="xs">
                <NativeSelect
                  aria-label={`What ${person.name} may do`}
                  size="xs"
                  disabled={busy}
                  value={person.role}
                  data={roles.map((role) => ({ value: role, label: roleLabels[role] }))}
                  onChange={(event) => void change(person, { role: event.currentTarget.value })}
                />
                {!person.elsewhere && (
                  <Button
                    size="compact-sm"
                    variant="default"
                    disabled={busy}
                    onClick={() => void invite(person)}
                  >
                    {person.password ? 'New password' : 'Invite'}
                  </Button>
                )}
                <Button
                  size="compact-sm"
                  variant="default"
                  disabled={busy}
                  onClick={() => void change(person, { revoked: true })}
                >
                  Remove
                </Button>
              </Group>
            )}
            {!person.revoked && person.user !== replica.user.id && locations.all.length > 0 && (
              <Checkbox.Group
                aria-label={`Where ${person.name} is of; none for all`}
                value={[...person.locations]}
                onChange={(to) => void change(person, { locations: to })}
              >
                <Group gap="sm">
                  {locations.all.map(({ id, name }) => (
                    <Checkbox key={id} size="xs" value={id} label={name} disabled={busy} />
                  ))}
                  {person.locations.length === 0 && <Text size="sm">of all locations</Text>}
                </Group>
              </Checkbox.Group>
            )}
            {person.revoked && (
              <Button
                size="compact-sm"
                variant="default"
                disabled={busy}
                onClick={() =>
                  void attempt(async () => {
                    await relay.put(`users/${person.user}`, { revoked: false });
                    // Nothing of before opens anything: they begin anew.
                    await (person.elsewhere ? show() : inviteNow(person));
                  })
                }
              >
                Take back
              </Button>
            )}
          </Group>
        ))}
        <LocationsPanel busy={busy} attempt={attempt} />
        {people.some(({ elsewhere }) => elsewhere) ? (
          <Text size="sm">Whoever signs in for the first time is here from then on.</Text>
        ) : (
          <AddPerson
            busy={busy}
            add={async (person) => {
              await attempt(async () => {
                await relay.post('users', person);
                await inviteNow(person);
              });
            }}
          />
        )}
      </Stack>
    </Modal>
  );
}

const wordsOf = (error: unknown): string =>
  describePeopleTrouble(error instanceof NoAnswer ? error.trouble : 'failed');

interface Added {
  readonly user: string;
  readonly name: string;
  readonly role: string;
}

function AddPerson({
  busy,
  add,
}: {
  readonly busy: boolean;
  readonly add: (person: Added) => Promise<void>;
}) {
  const [name, setName] = useState('');
  const [user, setUser] = useState('');
  const [role, setRole] = useState<string>('technician');
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    await add({ user: user.trim().toLowerCase(), name: name.trim(), role });
    setName('');
    setUser('');
  };
  return (
    <form onSubmit={(event) => void submit(event)} aria-label="Somebody new">
      <Stack gap="xs">
        <Text fw={600}>Somebody new</Text>
        <TextInput
          label="Name"
          required
          withAsterisk={false}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="User name"
          description="With this they sign in: small letters, digits, dots and hyphens."
          required
          withAsterisk={false}
          autoCapitalize="none"
          value={user}
          onChange={(event) => setUser(event.currentTarget.value)}
        />
        <NativeSelect
          label="Role"
          value={role}
          data={roles.map((each) => ({ value: each, label: roleLabels[each] }))}
          onChange={(event) => setRole(event.currentTarget.value)}
        />
        <Group>
          <Button type="submit" loading={busy}>
            Add and invite
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
