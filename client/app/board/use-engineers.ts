/** Who belongs to the bench: the shop's technicians, and whoever has a device on it. */
import { useCallback, useMemo } from 'react';
import { calmly } from '../calmly.ts';
import { useDevice } from '../device.ts';
import { useReading } from '../use-reading.ts';
import type { BenchDevice } from './bench-device.ts';

export function useEngineers(devices: readonly BenchDevice[]): readonly string[] {
  const { replica } = useDevice();
  const read = useCallback(() => {
    const employed = replica.rows({ kind: 'employee', where: { role: 'technician' }, limit: 1_000 }).rows;
    const ids = employed.flatMap(({ fields: { user, active } }) =>
      typeof user === 'string' && user !== '' && active !== false ? [user] : [],
    );
    const all = new Set(ids);
    for (const { engineer } of devices) if (engineer !== null) all.add(engineer);
    return [...all].sort();
  }, [replica, devices]);
  return useReading(
    useMemo(() => calmly((changed) => replica.subscribeRows('employee', changed)), [replica]),
    read,
  );
}
