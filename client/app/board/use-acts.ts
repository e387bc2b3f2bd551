/** What a person can do to a device on the board: move it, take it back, be on it, take it over, have it as theirs. */
import { useMemo } from 'react';
import type { EntityDocument } from '../../../shared/document/entity-document.ts';
import { changeRecord, tellAway } from '../change-record.ts';
import { useDevice } from '../device.ts';
import type { Told } from '../parts/notice.tsx';
import { recordName } from '../record-name.ts';
import { inWords } from '../words.ts';
import type { BenchDevice } from './bench-device.ts';
import { deviceTitle } from './card-body.tsx';
import { claim, release } from './claim.ts';
import { moveTo, takeBack } from './moves.ts';

const nameOf = ({ row }: BenchDevice) => recordName('device', row.id);

const word = (status: string | null): string => inWords(status ?? 'no status');

export interface Acts {
  readonly move: (device: BenchDevice, to: string) => Promise<void>;
  readonly claim: (device: BenchDevice) => Promise<void>;
  readonly release: (device: BenchDevice) => Promise<void>;
  readonly assign: (device: BenchDevice, user: string | null) => Promise<void>;
}

export function useActs(tell: (told: Told) => void): Acts {
  const { replica } = useDevice();
  return useMemo(() => {
    const write = async <T>(
      device: BenchDevice,
      how: (entity: EntityDocument) => T,
    ): Promise<T | undefined> => {
      const name = nameOf(device);
      return name && changeRecord(replica, name, how).catch(tellAway(replica, tell));
    };
    const back = async (device: BenchDevice, from: string | null, to: string): Promise<void> => {
      const done = await write(device, (entity) => takeBack(entity, from, to));
      const title = deviceTitle(device);
      tell({
        text: done
          ? `${title}: ${word(from)} again`
          : `${title} has been moved on meanwhile, and stays there`,
      });
    };
    return {
      async move(device, to) {
        const moved = await write(device, (entity) => moveTo(entity, to));
        const title = deviceTitle(device);
        if (moved?.how === 'moved') {
          const { from } = moved;
          tell({
            text: `${title}: ${word(to)}`,
            ...(from !== null && {
              action: { label: 'Undo', run: () => void back(device, from, to) },
            }),
          });
        } else if (moved?.how === 'refused') {
          tell({
            text: `${title} was moved to ${word(moved.from)} meanwhile; it cannot go to ${word(to)} from there`,
          });
        }
      },
      async claim(device) {
        await write(device, (entity) => claim(entity, replica.user.id, replica.now()));
      },
      async release(device) {
        await write(device, release);
      },
      async assign(device, user) {
        await write(device, (entity) => entity.set('engineer', user));
      },
    };
  }, [replica, tell]);
}
