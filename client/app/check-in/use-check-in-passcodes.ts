/** The passcodes of this tab's check-ins, for as long as its session lasts. */
import { useCallback } from 'react';
import type { Replica } from '../../replica/types.ts';
import { useDevice } from '../device.ts';
import { useVersion } from '../use-version.ts';
import { CheckInPasscodes } from './check-in-passcodes.ts';

const all = new WeakMap<Replica, CheckInPasscodes>();

export function useCheckInPasscodes(): CheckInPasscodes {
  const { replica, relay, time, kept } = useDevice();
  let passcodes = all.get(replica);
  if (!passcodes) {
    passcodes = new CheckInPasscodes({ replica, relay, time, signal: kept.ended });
    all.set(replica, passcodes);
  }
  const { changed } = passcodes;
  useVersion(useCallback((run) => changed.subscribe(run), [changed]));
  return passcodes;
}
