/** The overview of the relay, as it comes. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Time } from '../../shared/lib/time.ts';
import type { OperatorApi } from './operator-api.ts';
import { noSeries } from './series.ts';
import { Watch, type Watched } from './watch.ts';

export function useWatch(api: OperatorApi, time: Time) {
  const [watched, setWatched] = useState<Watched>({ line: { state: 'first' }, series: noSeries });
  const watch = useRef<Watch>(undefined);
  useEffect(() => {
    const made = new Watch({ time, ask: () => api.overview(), changed: setWatched });
    watch.current = made;
    made.begin();
    const looks = (): void => made.rest(document.visibilityState === 'hidden');
    document.addEventListener('visibilitychange', looks);
    return () => {
      document.removeEventListener('visibilitychange', looks);
      made.end();
    };
  }, [api, time]);
  const countFromNow = useCallback(() => watch.current?.countFromNow(), []);
  return { watched, countFromNow };
}
