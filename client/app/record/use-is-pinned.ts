/** Whether a person wants a record to stay on this device, as it changes in any tab. */
import { useCallback, useSyncExternalStore } from 'react';
import type { EntityName } from '../../../shared/lib/ids.ts';
import { useDevice } from '../device.ts';

export function useIsPinned(name: EntityName): boolean {
  const { keeping } = useDevice().replica;
  const subscribe = useCallback((changed: () => void) => keeping.subscribe(changed), [keeping]);
  return useSyncExternalStore(subscribe, () => keeping.isPinned(name));
}
