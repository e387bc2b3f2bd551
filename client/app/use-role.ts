/** The role of who uses this device: the relay says it anew at every connection. */
import { useCallback, useSyncExternalStore } from 'react';
import type { Role } from '../../shared/schema/field.ts';
import { useDevice } from './device.ts';

export function useRole(): Role {
  const { replica } = useDevice();
  const subscribe = useCallback((changed: () => void) => replica.subscribeStatus(changed), [replica]);
  return useSyncExternalStore(subscribe, () => replica.user.role) as Role;
}
