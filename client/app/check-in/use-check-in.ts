/** This tab's check-in, for as long as its session lasts: a photo may be ready after the page was left and entered again. */
import { useSyncExternalStore } from 'react';
import { parseKind } from '../../../shared/lib/ids.ts';
import { must } from '../../../shared/lib/assert.ts';
import type { Replica } from '../../replica/types.ts';
import { changeRecord } from '../change-record.ts';
import { useDevice, type Device } from '../device.ts';
import { deviceShelf } from '../drafts/device-shelf.ts';
import { giveUpFile } from '../photos/give-up-file.ts';
import { usualLocation } from '../locations/usual-location.ts';
import { CheckInDesk, type DeskState } from './check-in-desk.ts';

const shelf = deviceShelf(() => window.localStorage);
const tabShelf = deviceShelf(() => window.sessionStorage);
const desks = new WeakMap<Replica, CheckInDesk>();

export function useCheckIn(): DeskState & { readonly desk: CheckInDesk } {
  const device = useDevice();
  const desk = desks.get(device.replica) ?? open(device);
  return { ...useSyncExternalStore(desk.subscribe, desk.state), desk };
}

function open({ replica, files, kept }: Device): CheckInDesk {
  const kind = must(parseKind('device'), 'device is no kind');
  const desk = new CheckInDesk({
    shelf,
    tabShelf,
    locks: 'locks' in navigator ? navigator.locks : undefined,
    scope: `${replica.shop}/${replica.user.id}`,
    fresh: (name) => replica.freshName(name).id,
    location: () => usualLocation(shelf, replica.shop, replica.locations()),
    files: {
      giveUp: (file) => giveUpFile(files, file),
      addLate: (id, file) =>
        void changeRecord(replica, { kind, id }, (entity) => entity.add('photosBefore', file)).catch(
          reportError,
        ),
    },
    signal: kept.ended,
  });
  desks.set(replica, desk);
  return desk;
}
