/** Who is on this device just now: a soft claim, made, given back or taken over (rules KIND-4 and BOARD-1). */
import { Button, Group, Modal, Text } from '@mantine/core';
import { useEffect, useId, useState } from 'react';
import { claim, claimOf, extendClaim, release, timeLeft } from '../board/claim.ts';
import { useDevice } from '../device.ts';
import { FieldFrame } from '../fields/field-frame.tsx';
import classes from '../fields/fields.module.css';
import { useNameOf } from '../people/use-colleagues.ts';
import { useRegister } from '../record/declared-field.ts';
import { useRecordPlace } from '../record/record-context.ts';
import { useNow } from '../status/use-status.ts';

export function ClaimField({ name }: { name: string }) {
  const { open, may } = useRecordPlace();
  const { replica } = useDevice();
  const field = useRegister(name);
  const nameOf = useNameOf();
  const label = useId();
  const [asking, setAsking] = useState(false);
  useNow();
  useGoingOn();
  const now = replica.now();
  const { entity } = open;
  const me = replica.user.id;
  const standing = claimOf(
    { fields: { claimedBy: entity.get('claimedBy'), claimedUntil: entity.get('claimedUntil') } },
    now,
  );
  const take = (): void => claim(entity, me, replica.now());
  const who = standing && nameOf(standing.user);
  return (
    <FieldFrame name={name} field={field} labelId={label}>
      <div className={classes.row} role="group" aria-labelledby={label} data-claimed={standing?.user ?? ''}>
        {standing ? (
          <span>
            <strong>{standing.user === me ? 'You' : who}</strong>
            <span className="quiet"> for {timeLeft(standing, now)}</span>
          </span>
        ) : (
          !may(field) && <span className="quiet">Nobody</span>
        )}
        {may(field) && !standing && (
          <Button variant="default" onClick={take}>
            I’m on it
          </Button>
        )}
        {may(field) && standing?.user === me && (
          <Button variant="default" size="compact-md" onClick={() => release(entity)}>
            Let go
          </Button>
        )}
        {may(field) && standing && standing.user !== me && (
          <Button variant="default" size="compact-md" onClick={() => setAsking(true)}>
            Take over
          </Button>
        )}
      </div>
      <Modal
        opened={asking && standing !== null}
        onClose={() => setAsking(false)}
        title={`Take over from ${who}?`}
      >
        <Text>
          {who} said that they are on this device{standing && `, for another ${timeLeft(standing, now)}`}.
        </Text>
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={() => setAsking(false)}>
            Leave it
          </Button>
          <Button
            data-autofocus
            onClick={() => {
              take();
              setAsking(false);
            }}
          >
            Take over
          </Button>
        </Group>
      </Modal>
    </FieldFrame>
  );
}

/** Opening a device that one has claimed, and writing in it, goes on with the claim (rule BOARD-2). */
function useGoingOn(): void {
  const { open } = useRecordPlace();
  const { replica } = useDevice();
  const { doc } = open;
  useEffect(() => {
    const goOn = (): void => {
      // A write into what is deleted would ask a person whether to keep it.
      if (!open.entity.deleted) extendClaim(open.entity, replica.user.id, replica.now());
    };
    const wrote = (
      _: Uint8Array,
      __: unknown,
      ___: unknown,
      { local }: { readonly local: boolean },
    ): void => {
      if (local) goOn();
    };
    goOn();
    doc.on('update', wrote);
    return () => doc.off('update', wrote);
  }, [open, doc, replica]);
}
