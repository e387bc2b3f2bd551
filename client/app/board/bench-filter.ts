/** Which devices the board shows, as its address says it. A part of an address that is none filters nothing. */
import { addDays, weekOf, type Day } from '../days.ts';
import { priorities, type BenchDevice, type Priority } from './bench-device.ts';

export const dueFilters = ['overdue', 'today', 'week'] as const;
export type DueFilter = (typeof dueFilters)[number];

export interface BenchFilter {
  /** A user's id, or `none` for what nobody has taken; undefined for all. */
  readonly engineer: string | undefined;
  readonly location: string | undefined;
  readonly due: DueFilter | undefined;
  readonly priority: Priority | undefined;
}

/** What the address calls the person who looks: the same link shows everybody their own. */
const me = 'me';
export const nobody = 'none';

const oneOf = <T extends string>(all: readonly T[], text: string | null): T | undefined =>
  all.find((each) => each === text);

export function readFilter(query: URLSearchParams, user: string): BenchFilter {
  const engineer = query.get('engineer');
  return {
    engineer: engineer === me ? user : (engineer ?? '') || undefined,
    location: (query.get('location') ?? '') || undefined,
    due: oneOf(dueFilters, query.get('due')),
    priority: oneOf(priorities, query.get('priority')),
  };
}

/** `overdue` is before today, `today` is today, `week` is from today to Sunday. */
export function isDue(due: Day | null, wanted: DueFilter, today: Day): boolean {
  if (due === null) return false;
  if (wanted === 'overdue') return due < today;
  if (wanted === 'today') return due === today;
  return due >= today && due < addDays(weekOf(today), 7);
}

/** @param locationOf where a device is: its own word for it, or its order's */
export function passes(
  filter: BenchFilter,
  device: BenchDevice,
  today: Day,
  locationOf: (device: BenchDevice) => string | null,
): boolean {
  const { engineer, location, due, priority } = filter;
  if (engineer !== undefined && (device.engineer ?? nobody) !== engineer) return false;
  if (priority !== undefined && device.priority !== priority) return false;
  if (due !== undefined && !isDue(device.due, due, today)) return false;
  return location === undefined || locationOf(device) === location;
}

/** How many parts of the filter are in use. */
export const filtersUsed = (filter: BenchFilter): number =>
  Object.values(filter).filter((part) => part !== undefined).length;
