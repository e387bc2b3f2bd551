/** Something that is costly to read and may be read again and again: read anew only when it has changed. */
import { useMemo } from 'react';
import { useVersion, type Subscribe } from './use-version.ts';

/** `subscribe` and `read` must be stable, as from `useCallback`. */
export function useReading<T>(subscribe: Subscribe, read: () => T): T {
  const version = useVersion(subscribe);
  return useMemo(() => ({ version, value: read() }), [version, read]).value;
}
