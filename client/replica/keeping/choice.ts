/** Which records a person wants on this device (row S13): a decision from a row alone. Whatever must stay stays all the same. */
import type { Row } from '../../../shared/document/types.ts';
import type { KeepSettings } from './settings.ts';
import { isWork, isOpenWork } from './worth.ts';

const day = 24 * 60 * 60 * 1000;

export const isChosenKind = (kind: string, { kinds }: Pick<KeepSettings, 'kinds'>): boolean =>
  kinds === null || kinds.includes(kind);

/** Whether the contents of a record of a kind that is kept are wanted here; `now` in milliseconds. */
export function isWanted(row: Row, settings: KeepSettings, now: number): boolean {
  const { recentDays, openOnly, appointments } = settings;
  if (row.kind === 'appointment' && appointments) {
    const { start } = row.fields;
    if (typeof start !== 'number') return true;
    return start >= now - appointments.before * day && start < now + appointments.after * day;
  }
  if (openOnly && isWork(row.kind) && !isOpenWork(row, now)) return false;
  return recentDays === null || row.at >= now - recentDays * day || isOpenWork(row, now);
}

/** Whether anything of a kind may be missing on this device because of what was chosen. */
export function isPartOnly(kind: string, settings: KeepSettings): boolean {
  if (!isChosenKind(kind, settings)) return true;
  if (kind === 'appointment' && settings.appointments) return true;
  return settings.recentDays !== null || (settings.openOnly && isWork(kind));
}
