/** Those who can be booked: the shop's employees, by the ids of their records. */
import { useCallback, useMemo } from 'react';
import { calmly } from '../calmly.ts';
import { useDevice } from '../device.ts';
import { useReading } from '../use-reading.ts';

export interface Bookable {
  /** Of the employee's record, as appointments name it. */
  readonly id: string;
  readonly name: string;
}

export function useEmployees(): readonly Bookable[] {
  const { replica } = useDevice();
  const read = useCallback(
    () =>
      replica
        .rows({ kind: 'employee', limit: 500 })
        .rows.flatMap(({ id, fields: { name, active } }): Bookable[] =>
          typeof name === 'string' && name.trim() !== '' && active !== false ? [{ id, name }] : [],
        )
        .sort((a, b) => a.name.localeCompare(b.name, 'en-GB')),
    [replica],
  );
  return useReading(
    useMemo(() => calmly((changed) => replica.subscribeRows('employee', changed)), [replica]),
    read,
  );
}
