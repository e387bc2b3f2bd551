/**
 * An address at which this device has no record. It says whether that is for certain or only for now, and makes one
 * there only on purpose (rule RECORD-8).
 */
import { Button, Group, Loader } from '@mantine/core';
import { useEffect, useState } from 'react';
import { entityKey, type EntityName } from '../../../shared/lib/ids.ts';
import type { Kind } from '../../../shared/schema/field.ts';
import type { OpenRecord } from '../../replica/types.ts';
import { useDevice } from '../device.ts';
import { Empty } from '../parts/empty.tsx';
import { useHere } from '../people/use-people.ts';
import { listPath } from '../route.ts';
import { useStatus } from '../status/use-status.ts';
import { goTo } from '../use-route.ts';
import { beginPath } from './new-record.ts';
import { tellErased } from './tell-erased.ts';
import { whatIsMissing } from './what-is-missing.ts';

export function MissingRecord({ open, kind }: { open: OpenRecord; kind: Kind }) {
  const { replica } = useDevice();
  const { state } = useStatus();
  useHere(undefined, '');
  const noun = kind.label.toLowerCase();
  const erased = useErased(open.name);
  if (erased) {
    return (
      <div data-testid="erased-record">
        <Empty
          title={`This ${noun} was erased`}
          action={
            <Button onClick={() => goTo(listPath(replica.shop, kind.name))}>
              All {kind.plural.toLowerCase()}
            </Button>
          }
        >
          {tellErased(kind)}
        </Empty>
      </div>
    );
  }
  const missing = whatIsMissing(open, state, replica.rowsLoaded);
  if (missing === 'looking') {
    return (
      <Empty title={`Looking for this ${noun}…`} action={<Loader size="sm" aria-label="Looking for it" />} />
    );
  }
  const creates = kind.fields.get('created')?.write.some((role) => role === replica.user.role) ?? false;
  // What the relay opens for nobody it takes from nobody.
  const writes = creates && !open.turnedAway;
  return (
    <div data-testid="missing-record">
      <Empty
        title={missing === 'none' ? `There is no such ${noun}` : `This device does not have this ${noun}`}
        action={
          <Group justify="center">
            <Button onClick={() => goTo(listPath(replica.shop, kind.name))}>
              All {kind.plural.toLowerCase()}
            </Button>
            {!open.live && (
              <Button variant="default" onClick={() => void replica.syncNow().catch(() => undefined)}>
                Try again
              </Button>
            )}
            {writes && (
              <Button
                variant="subtle"
                onClick={() => goTo(beginPath(replica.shop, open.name), { replace: true })}
              >
                Make one at this address
              </Button>
            )}
          </Group>
        }
      >
        {missing === 'none'
          ? 'The relay does not know it. It may be on another device that has not sent it yet, or the address may be mistyped.'
          : 'There is no connection to ask for it. It may be on another device, or come with the next sync.'}
      </Empty>
    </div>
  );
}

/** Whether this device heard that the record was erased, also while its page was open (rule ERASE-6). */
function useErased({ kind, id }: EntityName): boolean {
  const { replica } = useDevice();
  const [erased, setErased] = useState(false);
  useEffect(() => {
    let left = false;
    const look = async (): Promise<void> => {
      // A device that cannot say says what it says of any record that it does not have.
      const names = await replica.erased().then(
        (gone) => gone.names,
        (): readonly string[] => [],
      );
      if (!left && names.includes(entityKey({ kind, id }))) setErased(true);
    };
    const stop = replica.subscribeErased(() => void look());
    void look();
    return () => {
      left = true;
      stop();
    };
  }, [replica, kind, id]);
  return erased;
}
