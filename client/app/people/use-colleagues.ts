/** The shop's people and their names, as they change (rule RECORD-1). */
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Row } from '../../../shared/document/types.ts';
import { calmly } from '../calmly.ts';
import { useDevice } from '../device.ts';
import { colleagues, type Colleague } from './colleagues.ts';
import { nameOf } from './name-of.ts';
import { usePresent } from './use-people.ts';

/** More people than a shop has. */
const most = 500;

export function useColleagues(): readonly Colleague[] {
  const { replica } = useDevice();
  const employees = useEmployees();
  const present = usePresent();
  return useMemo(() => colleagues({ employees, present, self: replica.user }), [employees, present, replica]);
}

/** Answers what a user is called. */
export function useNameOf(): (user: string) => string {
  const known = useColleagues();
  const names = useMemo(() => new Map(known.map(({ user, name }) => [user, name])), [known]);
  return useCallback((user) => nameOf(user, names), [names]);
}

/** With those who left: what they wrote is still theirs. */
function useEmployees(): readonly Row[] {
  const { replica } = useDevice();
  const read = useCallback(
    () => replica.rows({ kind: 'employee', includeDeleted: true, limit: most }).rows,
    [replica],
  );
  const [rows, setRows] = useState(read);
  useEffect(() => {
    const look = (): void => setRows(read());
    look();
    return calmly((changed) => replica.subscribeRows('employee', changed))(look);
  }, [replica, read]);
  return rows;
}
