/** The replica's status, and how far one record is, as they change. */
import { useCallback, useEffect, useMemo, useState } from 'react';
import { parseEntityKey, type EntityName } from '../../../shared/lib/ids.ts';
import type { RecordSync, RefusedEdit, ReplicaStatus } from '../../replica/types.ts';
import { calmly } from '../calmly.ts';
import { useDevice } from '../device.ts';
import { useReading } from '../use-reading.ts';
import { useVersion } from '../use-version.ts';

export function useStatus(): ReplicaStatus {
  const { replica } = useDevice();
  useVersion(useCallback((changed) => replica.subscribeStatus(changed), [replica]));
  return replica.status();
}

export function useRefused(): readonly RefusedEdit[] {
  const { replica } = useDevice();
  useVersion(useCallback((changed) => replica.subscribeStatus(changed), [replica]));
  return replica.refused();
}

export function useAnswered(): readonly RefusedEdit[] {
  const { replica } = useDevice();
  useVersion(useCallback((changed) => replica.subscribeStatus(changed), [replica]));
  return replica.answered();
}

/** The ids of the kind's records that have unsent edits; the same set as long as nothing changed. */
export function usePendingOf(kind: string): ReadonlySet<string> {
  const { replica } = useDevice();
  return useReading(
    useMemo(() => calmly((changed) => replica.subscribePending(changed)), [replica]),
    useCallback(() => {
      const names = replica.pendingNames().flatMap((key) => parseEntityKey(key) ?? []);
      return new Set<string>(names.flatMap((name) => (name.kind === kind ? [name.id] : [])));
    }, [replica, kind]),
  );
}

export function useRecordSync(name: EntityName): RecordSync {
  const { replica } = useDevice();
  useVersion(useCallback((changed) => replica.subscribePending(changed), [replica]));
  return replica.recordSync(name);
}

/** This machine's time, read again every so often so that "5 minutes ago" grows older. */
export function useNow(every = 20_000): number {
  const { time } = useDevice();
  const [now, setNow] = useState(() => time.now());
  useEffect(() => {
    let cancel = (): void => undefined;
    const tick = (): void => {
      setNow(time.now());
      cancel = time.after(every, tick);
    };
    tick();
    return () => cancel();
  }, [time, every]);
  return now;
}
