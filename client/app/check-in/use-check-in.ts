/** The check-in that this person is at, on this device; every change is kept at once. */
import { useCallback, useState } from 'react';
import type { EntityId } from '../../../shared/lib/ids.ts';
import { useDevice } from '../device.ts';
import { deviceShelf } from '../drafts/device-shelf.ts';
import { emptyCheckIn, type CheckIn } from './check-in.ts';
import { keep, readKept } from './kept-check-in.ts';

const shelf = deviceShelf(() => window.localStorage);

export interface CheckInPlace {
  readonly checkIn: CheckIn;
  /** Whether it was begun earlier and is gone on with. */
  readonly resumed: boolean;
  readonly change: (changes: Partial<CheckIn>) => void;
  /** Throws away what is filled in, or has been handed in, and begins anew. */
  readonly begin: () => void;
}

export function useCheckIn(): CheckInPlace {
  const { replica } = useDevice();
  const { shop, user } = replica;
  const fresh = useCallback((kind: string): EntityId => replica.freshName(kind).id, [replica]);
  const [state, setState] = useState(() => {
    const empty = emptyCheckIn(fresh);
    const kept = readKept(shelf, shop, user.id, empty);
    return { checkIn: kept ?? empty, resumed: kept !== undefined };
  });
  const change = useCallback(
    (changes: Partial<CheckIn>) =>
      setState((was) => {
        const checkIn = { ...was.checkIn, ...changes };
        keep(shelf, shop, user.id, checkIn);
        return { ...was, checkIn };
      }),
    [shop, user.id],
  );
  const begin = useCallback(() => {
    keep(shelf, shop, user.id, undefined);
    setState({ checkIn: emptyCheckIn(fresh), resumed: false });
  }, [shop, user.id, fresh]);
  return { ...state, change, begin };
}
