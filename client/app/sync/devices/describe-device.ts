/** How a device of the shop stands, in words, and what to do where that is not well (row N12). */
import { unsyncedAfter } from '../../../../shared/operator/told.ts';
import type { DeviceTold } from '../../../../shared/protocol/device-told.ts';
import { ago } from '../../when.ts';
import { counted } from '../../words.ts';

export interface DeviceWords {
  /** `bad`: work may be lost with it. `warn`: nobody knows. */
  readonly tone: 'bad' | 'warn' | 'good' | 'calm';
  readonly state: string;
  readonly unsent: string;
  /** What to do about it. */
  readonly advice?: string;
}

export function describeDevice(device: DeviceTold, now: number): DeviceWords {
  const { connected, seen, edits, records, unsentSince, name } = device;
  const state = connected ? 'Connected now' : `Last here ${ago(seen, now)}`;
  const keeps = edits > 0;
  const unsent = keeps
    ? `${counted(edits, 'edit')} in ${counted(records, 'record')}${
        unsentSince === null ? '' : `, the oldest from ${ago(unsentSince, now)}`
      }`
    : 'Nothing';
  const isLong = !connected && now - seen > unsyncedAfter;
  const isOld = unsentSince !== null && now - unsentSince > unsyncedAfter;
  if (keeps && connected && isOld) {
    return {
      tone: 'bad',
      state,
      unsent,
      advice: `It is connected and still keeps this. On it, the page Sync says which records wait and why; “Export my unsent work” there saves them to a file.`,
    };
  }
  if (keeps && (isLong || isOld)) {
    return {
      tone: 'bad',
      state,
      unsent,
      advice: `This work is on that device alone. Ask ${name} to open Solder on it where there is a network, and to leave it open until its badge says that all is synced.`,
    };
  }
  if (isLong) {
    return {
      tone: 'warn',
      state,
      unsent: 'Nothing then; since, it is not known',
      advice: `Open Solder on it once where there is a network. Sign it out if it was lost or given away.`,
    };
  }
  return { tone: connected ? 'good' : 'calm', state, unsent };
}

const order = ['bad', 'warn', 'good', 'calm'] as const;

/** What asks for somebody first; then who is here; then who was here last. */
export const byNeed = (devices: readonly DeviceTold[], now: number): readonly DeviceTold[] =>
  devices.toSorted(
    (a, b) =>
      order.indexOf(describeDevice(a, now).tone) - order.indexOf(describeDevice(b, now).tone) ||
      b.seen - a.seen ||
      a.name.localeCompare(b.name),
  );

export interface Metrics {
  readonly synced: number;
  readonly failed: number;
  /** Milliseconds that an edit took on average; null where none was synced. */
  readonly average: number | null;
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly settled: number;
  /** In milliseconds; null for never. */
  readonly lastSync: number | null;
}

/** Of one device, or of several together (row O1). Those that told none count as nothing. */
export function metricsOf(devices: readonly Pick<DeviceTold, 'counts'>[]): Metrics {
  const all = devices.flatMap(({ counts }) => counts ?? []);
  const sum = (name: 'synced' | 'failed' | 'took' | 'bytesUp' | 'bytesDown' | 'settled'): number =>
    all.reduce((so, counts) => so + counts[name], 0);
  const last = Math.max(0, ...all.map(({ lastSync }) => lastSync));
  const synced = sum('synced');
  return {
    synced,
    failed: sum('failed'),
    average: synced > 0 ? sum('took') / synced : null,
    bytesUp: sum('bytesUp'),
    bytesDown: sum('bytesDown'),
    settled: sum('settled'),
    lastSync: last > 0 ? last : null,
  };
}

/** `80 ms`, `1.4 s`, `3 min`. */
export function durationText(ms: number | null): string {
  if (ms === null) return '–';
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 90_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.round(ms / 60_000)} min`;
}
