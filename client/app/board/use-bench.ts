/** The devices of the board as they change. Reads rows only (row O5): nothing here opens a document. */
import { useDeferredValue, useMemo } from 'react';
import type { Row } from '../../../shared/document/types.ts';
import type { Replica } from '../../replica/types.ts';
import { calmly } from '../calmly.ts';
import { dayOf, type Day } from '../days.ts';
import { useDevice } from '../device.ts';
import { recordName } from '../record-name.ts';
import { useNow } from '../status/use-status.ts';
import { useReading } from '../use-reading.ts';
import { useRoute } from '../use-route.ts';
import { benchDevice, type BenchDevice } from './bench-device.ts';
import { passes, readFilter, type BenchFilter } from './bench-filter.ts';
import { ColumnOrder, type BenchColumn } from './bench.ts';
import { stageOf } from './stages.ts';
import { wordsMatch } from './words-of.ts';

export interface Bench {
  readonly columns: readonly BenchColumn[];
  /** All that are in the shop, whether they pass the filter or not. */
  readonly inShop: readonly BenchDevice[];
  readonly filter: BenchFilter;
  /** Every place that an order or a device names. */
  readonly locations: readonly string[];
  readonly today: Day;
  /** In milliseconds, corrected by the relay's clock; grows by itself. */
  readonly now: number;
}

const everything = 1_000_000;

/** The board's time goes in steps of so many milliseconds, so that what changes on it is not drawn with all the rest. */
const second = 5_000;

/**
 * The devices of the board. Asked for by the statuses that there are, so that what is in the shop is a list that the
 * replica keeps, and one of a status that only a newer version knows is in it.
 */
function rowsOf(replica: Replica, gone: boolean): readonly Row[] {
  // In an order of its own: the replica keeps a list for each question that is asked in the same words.
  const there = [...replica.counts({ kind: 'device', field: 'status' }).keys()].sort((a, b) =>
    String(a) < String(b) ? -1 : 1,
  );
  const status = there.filter(
    (each) => (stageOf(typeof each === 'string' ? each : null).gone ?? false) === gone,
  );
  return replica.rows({ kind: 'device', where: { status }, limit: everything }).rows;
}

/** The record that a device's field names, as far as this device knows it. */
export function recordOf(replica: Replica, kind: string, id: string | null | undefined): Row | undefined {
  const name = recordName(kind, id);
  return name && replica.row(name);
}

export const orderOf = (replica: Replica, device: BenchDevice): Row | undefined =>
  recordOf(replica, 'order', device.order);

export function clientOf(replica: Replica, order: Row | undefined): Row | undefined {
  const id = order?.fields['client'];
  return typeof id === 'string' ? recordOf(replica, 'client', id) : undefined;
}

export function locationOf(replica: Replica, device: BenchDevice): string | null {
  const location = device.location ?? orderOf(replica, device)?.fields['location'];
  return typeof location === 'string' && location !== '' ? location : null;
}

function locationsOf(replica: Replica): readonly string[] {
  const named = ['order', 'device'].flatMap((kind) => [
    ...replica.counts({ kind, field: 'location' }).keys(),
  ]);
  return [...new Set(named.filter((each) => typeof each === 'string'))].filter((each) => each !== '').sort();
}

/** @param gone whether what was handed out is wanted, too */
export function useBench(gone: boolean): Bench {
  const { replica } = useDevice();
  const { query } = useRoute();
  const machine = useNow();
  const subscribe = useMemo(
    () =>
      calmly((changed) => {
        const stops = ['device', 'order', 'client'].map((kind) => replica.subscribeRows(kind, changed));
        return () => {
          for (const stop of stops) stop();
        };
      }),
    [replica],
  );
  const today = dayOf(machine);
  // Typing stays smooth: the board follows when there is time for it.
  const wanted = useDeferredValue(query);
  const read = useMemo(() => {
    const filter = readFilter(wanted, replica.user.id);
    const matches = wordsMatch(wanted.get('q') ?? '');
    const place = (device: BenchDevice): string | null => locationOf(replica, device);
    const isShown = (device: BenchDevice): boolean => {
      if (!passes(filter, device, today, place)) return false;
      if (!matches) return true;
      const order = orderOf(replica, device);
      return matches([device.row, order, clientOf(replica, order)]);
    };
    const ordered = new ColumnOrder();
    return () => {
      const inShop = rowsOf(replica, false).map(benchDevice);
      const handedOut = gone ? rowsOf(replica, true).map(benchDevice) : [];
      const columns = ordered.columnsOf([...inShop, ...handedOut], isShown);
      return { columns, inShop, filter, locations: locationsOf(replica) };
    };
  }, [replica, wanted, gone, today]);
  const found = useReading(subscribe, read);
  return { ...found, today, now: Math.ceil(replica.now() / second) * second };
}
