/**
 * A device's passcode on its page: whether one is kept, setting, showing and clearing it, each for whoever may, and for
 * managers who looked. It is the relay's alone: no part of the page stores what it says (rules SECRET-6 and SECRET-7).
 */
import { Button } from '@mantine/core';
import { IconLock, IconLockOpen } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { entityKey } from '../../../shared/lib/ids.ts';
import type { Secret } from '../../../shared/schema/field.ts';
import { isOver, mayRevealSecret, maySetSecret } from '../../../shared/schema/secrets.ts';
import { NoAnswer } from '../../replica/relay-api.ts';
import { tellAway } from '../change-record.ts';
import { useDevice } from '../device.ts';
import { useNameOf } from '../people/use-colleagues.ts';
import { useRecordPlace } from '../record/record-context.ts';
import { useRole } from '../use-role.ts';
import { describePasscode, whyNoPasscode } from './describe-passcode.ts';
import { PasscodeLog } from './passcode-log.tsx';
import { keepPasscode } from './keep-passcode.ts';
import { kindField, passcodeKindOf, secret, type PasscodeKind } from './passcode.ts';
import { readRevealed } from './secret-facts.ts';
import { SetPasscode } from './set-passcode.tsx';
import { ShowPasscode } from './show-passcode.tsx';
import { useSecret } from './use-secret.ts';
import classes from './passcode.module.css';

export function PasscodePanel() {
  const { open } = useRecordPlace();
  const declared = open.entity.kind.secrets.get(secret);
  // Another record's page begins with nothing shown.
  return declared ? <Passcode key={entityKey(open.name)} declared={declared} /> : null;
}

function Passcode({ declared }: { declared: Secret }) {
  const { open, locked, tell } = useRecordPlace();
  const { relay, replica } = useDevice();
  const nameOf = useNameOf();
  const role = useRole();
  const { entity } = open;
  const over = isOver(declared, entity.get(declared.until.field));
  const { facts, trouble, again } = useSecret(open, secret, over, entity.get(kindField));
  const [doing, setDoing] = useState<'set' | 'show' | 'clear'>();
  /** What was kept when somebody began to set another one. */
  const [seen, setSeen] = useState<number | null>(null);
  const words = describePasscode({
    declared,
    role,
    over,
    locked,
    facts,
    trouble,
    nameOf,
    now: replica.now(),
  });
  const { may } = words;
  const path = `${entityKey(open.name)}/secrets/${secret}`;
  const close = useCallback(() => setDoing(undefined), []);

  const send = async (kind: PasscodeKind, value: string): Promise<void> => {
    const keeper = { relay, records: replica, author: replica.user.id, role };
    try {
      await keepPasscode(keeper, open.name, kind, value, seen);
      tell({ text: 'The passcode is kept on the relay.' });
    } catch (error) {
      if (error instanceof NoAnswer) {
        // Whose is kept now is said above what was typed; that takes its place when it is sent once more.
        again();
        throw error;
      }
      tellAway(replica, tell)(error);
    }
    again();
  };
  const reveal = async (reason: string): Promise<string> => {
    const value = readRevealed(await relay.post(`${path}/reveal`, { reason }));
    again();
    return value;
  };
  const clear = async (): Promise<void> => {
    close();
    try {
      await relay.delete(path);
      tell({ text: 'The passcode is cleared.' });
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      tell({ text: whyNoPasscode(error.trouble) });
    }
    again();
  };

  // What is being typed or looked at outlives a connection that breaks: only what is offered anew needs the relay.
  const mayWriteIt = !over && !locked && maySetSecret(role, declared);
  const isKept = facts?.kept !== undefined;
  const Icon = isKept ? IconLock : IconLockOpen;
  return (
    <div className={classes.passcode} data-testid="passcode" data-kept={isKept}>
      <p className={classes.says} role="status">
        <Icon size={17} stroke={1.8} aria-hidden="true" />
        <span>
          <strong>{words.says}</strong>
          {words.detail !== '' && <span className="quiet small">{words.detail}</span>}
        </span>
      </p>
      {doing === 'set' && mayWriteIt && (
        <SetPasscode
          kind={passcodeKindOf(entity.get(kindField))}
          max={declared.max}
          send={send}
          close={close}
        />
      )}
      {doing === 'show' && !over && mayRevealSecret(role, declared) && (
        <ShowPasscode reveal={reveal} close={close} />
      )}
      {doing === 'clear' && mayWriteIt && (
        <div className={classes.form} role="group" aria-label="Clear the passcode">
          <span>Nobody can bring it back.</span>
          <div className={classes.buttons}>
            <Button color="red" onClick={() => void clear()}>
              Clear it
            </Button>
            <Button variant="default" onClick={close}>
              Keep it
            </Button>
          </div>
        </div>
      )}
      {doing === undefined && (
        <div className={classes.buttons}>
          {may.show && <Button onClick={() => setDoing('show')}>Show passcode</Button>}
          {may.set && (
            <Button
              variant="default"
              onClick={() => {
                setSeen(facts?.kept?.at ?? null);
                setDoing('set');
              }}
            >
              {isKept ? 'Set another' : 'Set passcode'}
            </Button>
          )}
          {may.clear && (
            <Button variant="subtle" color="red" onClick={() => setDoing('clear')}>
              Clear
            </Button>
          )}
          {words.again && (
            <Button variant="default" onClick={again}>
              Try again
            </Button>
          )}
        </div>
      )}
      {facts?.events && facts.events.length > 0 && <PasscodeLog events={facts.events} />}
    </div>
  );
}
