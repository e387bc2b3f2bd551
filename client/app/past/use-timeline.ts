/** The history of the record that is open, page after page, and anew when the record changes (rule HIST-10). */
import { useCallback, useEffect, useRef, useState } from 'react';
import { entityKey } from '../../../shared/lib/ids.ts';
import { NoAnswer, type RelayTrouble } from '../../replica/relay-api.ts';
import type { OpenRecord } from '../../replica/types.ts';
import { useDevice } from '../device.ts';
import { useStatus } from '../status/use-status.ts';
import { textsAfter } from './diff-pieces.ts';
import { joined, readPage, type TimelinePage } from './timeline.ts';

export interface Timeline {
  /** Undefined before the first answer. */
  readonly page: TimelinePage | undefined;
  /** The texts after each change of them, by `changeKey`. */
  readonly texts: ReadonlyMap<string, string>;
  readonly busy: boolean;
  /** Why the last question was not answered. */
  readonly trouble: RelayTrouble | undefined;
  /** Fetches the page after those that are here, and further ones until `enough` says so of what came. */
  readonly more: (enough?: (page: TimelinePage) => boolean) => void;
  readonly again: () => void;
}

/** Entries of one page. */
const pageSize = 40;
/** Pages that one press fetches at most, when what is looked for is rare. */
const mostPages = 10;
/** After a change, in milliseconds: letters come in flocks, and the relay's disk has them a moment later. */
const pause = 1_000;

export function useTimeline(open: OpenRecord): Timeline {
  const { relay, replica, time } = useDevice();
  const [page, setPage] = useState<TimelinePage>();
  const [texts, setTexts] = useState<ReadonlyMap<string, string>>(() => new Map());
  const [busy, setBusy] = useState(true);
  const [trouble, setTrouble] = useState<RelayTrouble>();
  const known = useRef<TimelinePage>(undefined);
  const asking = useRef<AbortController>(undefined);
  const present = useRef<ReadonlyMap<string, string>>(new Map());
  const path = `${entityKey(open.name)}/history?limit=${pageSize}`;

  const ask = useCallback(
    async (fetchPages: (signal: AbortSignal) => Promise<TimelinePage>): Promise<void> => {
      asking.current?.abort();
      const mine = new AbortController();
      asking.current = mine;
      setBusy(true);
      try {
        const found = await fetchPages(mine.signal);
        if (mine.signal.aborted) return;
        known.current = found;
        setPage(found);
        setTexts(textsAfter(found.entries, present.current));
        setTrouble(undefined);
        setBusy(false);
      } catch (error) {
        if (mine.signal.aborted) return;
        if (!(error instanceof NoAnswer)) throw error;
        setTrouble(error.trouble);
        setBusy(false);
      }
    },
    [],
  );

  const refresh = useCallback(
    () =>
      ask(async (signal) => {
        const fresh = readPage(await relay.get(path, signal));
        present.current = textsOf(open);
        return joined(fresh, known.current);
      }),
    [ask, relay, path, open],
  );

  const { state } = useStatus();
  const isAway = state === 'offline' || state === 'opening';
  // At the first sight of it, and when the line is back.
  useEffect(() => {
    if (!isAway || !known.current) void refresh();
  }, [refresh, isAway]);

  useEffect(() => {
    let cancel = (): void => undefined;
    const stop = open.subscribe(() => {
      cancel();
      cancel = time.after(pause, () => {
        if (replica.recordSync(open.name).step === 'relay') void refresh();
      });
    });
    return () => {
      stop();
      cancel();
      asking.current?.abort();
    };
  }, [open, replica, time, refresh]);

  const more = useCallback<Timeline['more']>(
    (enough = () => true) =>
      void ask(async (signal) => {
        let found = known.current;
        for (let pages = 0; pages < mostPages && found && found.next !== null; pages++) {
          const older = readPage(await relay.get(`${path}&cursor=${found.next}`, signal));
          found = {
            entries: [...found.entries, ...older.entries],
            next: older.next,
            lost: found.lost + older.lost,
          };
          if (enough(older)) break;
        }
        return found ?? readPage(await relay.get(path, signal));
      }),
    [ask, relay, path],
  );

  return { page, texts, busy, trouble, more, again: () => void refresh() };
}

function textsOf({ entity }: OpenRecord): ReadonlyMap<string, string> {
  const texts = [...entity.kind.fields].filter(([, { policy }]) => policy === 'text');
  return new Map(texts.map(([name]) => [name, entity.text(name).toJSON()]));
}
