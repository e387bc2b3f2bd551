/** One's own password, PIN and signed-in devices (rules ACCOUNT-7, PIN-1 and SESSION-4). */
import { Alert, Button, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { useCallback, useEffect, useMemo, useState, type FormEvent } from 'react';
import { useDevice } from '../device.ts';
import { ago } from '../when.ts';
import {
  changePassword,
  changePin,
  endDevice,
  readDevices,
  type Changed,
  type SignedInDevice,
} from './account-api.ts';
import { accountTitle } from './account-title.ts';
import { describeRefusal } from './describe-entry.ts';
import type { Account } from './account-context.ts';
import { PinVerifier } from './pin-verifier.ts';

interface MyAccountProps {
  readonly account: Account;
  readonly close: () => void;
}

type Said = { readonly text: string; readonly bad: boolean } | undefined;

/** Does something with a token of theirs. */
type Ask = (work: (token: string) => Promise<Changed>) => Promise<Changed>;

export function MyAccount({ account, close }: MyAccountProps) {
  const { session, getToken } = account;
  const ask: Ask = async (work) => {
    try {
      return await work(await getToken(false));
    } catch {
      return { as: 'away' };
    }
  };
  return (
    <Modal opened onClose={close} title={accountTitle(session)} size="lg">
      <Stack gap="xl">
        {!session.elsewhere && <Secrets account={account} ask={ask} />}
        <Devices session={session} getToken={getToken} />
      </Stack>
    </Modal>
  );
}

/** What is theirs to change where no identity provider signs them in. */
function Secrets({ account, ask }: { readonly account: Account; readonly ask: Ask }) {
  const { session, keep, shelf } = account;
  const verifier = useMemo(() => new PinVerifier(shelf, window.crypto), [shelf]);
  const setPin = async (password: string, pin: string | null): Promise<Changed> => {
    const changed = await ask((token) => changePin(session, token, password, pin));
    if (changed.as !== 'done') return changed;
    if (pin === null) verifier.forget(session);
    else await verifier.learn(session, pin);
    keep({ ...session, pin: pin !== null });
    return changed;
  };
  return (
    <>
      <Change
        title={session.pin ? 'Another PIN' : 'A PIN for shared devices'}
        says="Four to eight digits with which you come back to a device that others use as well. After five wrong ones your password is needed."
        label="New PIN"
        numeric
        button="Set the PIN"
        change={(password, pin) => setPin(password, pin)}
      >
        {session.pin && ((password) => setPin(password, null))}
      </Change>
      <Change
        title="Another password"
        says="All other devices are signed out by that."
        label="New password"
        button="Change the password"
        change={(current, password) => ask((token) => changePassword(session, token, current, password))}
      />
    </>
  );
}

interface ChangeProps {
  readonly title: string;
  readonly says: string;
  readonly label: string;
  readonly numeric?: boolean;
  readonly button: string;
  readonly change: (password: string, fresh: string) => Promise<Changed>;
  /** Takes it away. */
  readonly children?: ((password: string) => Promise<Changed>) | false | undefined;
}

function Change({ title, says, label, numeric = false, button, change, children: remove }: ChangeProps) {
  const [password, setPassword] = useState('');
  const [fresh, setFresh] = useState('');
  const [busy, setBusy] = useState(false);
  const [said, say] = useState<Said>();
  const run = async (work: () => Promise<Changed>): Promise<void> => {
    setBusy(true);
    const changed = await work();
    setBusy(false);
    say(saidOf(changed));
    if (changed.as !== 'done') return;
    setPassword('');
    setFresh('');
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void run(() => change(password, fresh));
  };
  return (
    <form onSubmit={submit} aria-label={title}>
      <Stack gap="xs">
        <Text fw={600}>{title}</Text>
        <Text size="sm">{says}</Text>
        <PasswordInput
          label="Your password now"
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <PasswordInput
          label={label}
          autoComplete={numeric ? 'off' : 'new-password'}
          inputMode={numeric ? 'numeric' : 'text'}
          required
          withAsterisk={false}
          value={fresh}
          onChange={(event) => setFresh(event.currentTarget.value)}
        />
        {said && (
          <Alert color={said.bad ? 'red' : 'teal'} role={said.bad ? 'alert' : 'status'}>
            {said.text}
          </Alert>
        )}
        <Group>
          <Button type="submit" loading={busy}>
            {button}
          </Button>
          {remove && (
            <Button
              variant="default"
              disabled={busy || password === ''}
              onClick={() => void run(() => remove(password))}
            >
              Do without a PIN
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

function Devices({ session, getToken }: Pick<Account, 'session' | 'getToken'>) {
  const { time } = useDevice();
  const [devices, setDevices] = useState<readonly SignedInDevice[] | 'away'>();
  const read = useCallback(
    () =>
      getToken(false).then(
        (token) => readDevices(session, token),
        () => 'away' as const,
      ),
    [session, getToken],
  );
  useEffect(() => {
    let gone = false;
    const show = async (): Promise<void> => {
      const found = await read();
      if (!gone) setDevices(found);
    };
    void show();
    return () => {
      gone = true;
    };
  }, [read]);
  const end = async (id: string): Promise<void> => {
    await getToken(false).then(
      (token) => endDevice(session, token, id),
      () => undefined,
    );
    setDevices(await read());
  };
  return (
    <section aria-label="Where you are signed in">
      <Text fw={600}>Where you are signed in</Text>
      {devices === 'away' && <Text size="sm">That can be seen once the relay is in reach.</Text>}
      {Array.isArray(devices) &&
        devices.map(({ id, device, used, here }: SignedInDevice) => (
          <Group key={id} justify="space-between" mt="xs" data-testid="signed-in-device">
            <Text size="sm">
              {device}
              {here ? ', this device' : `, used ${ago(used, time.now())}`}
            </Text>
            {!here && (
              <Button size="compact-sm" variant="default" onClick={() => void end(id)}>
                Sign out there
              </Button>
            )}
          </Group>
        ))}
    </section>
  );
}

function saidOf(changed: Changed): Said {
  if (changed.as === 'done') return { text: 'Done.', bad: false };
  if (changed.as === 'away') return { text: 'The relay cannot be reached: nothing was changed.', bad: true };
  const { why, detail, waits } = changed;
  const text =
    why === 'wrong-credentials' ? 'That is not your password.' : describeRefusal(why, detail, waits);
  return { text, bad: true };
}
