/** Which devices the board shows, as its address says it. A part of an address that is none filters nothing. */
import type { Day } from '../days.ts';
import { isDue, parseDue, type DueChoice } from '../due.ts';
import { askedPerson } from '../people/asked-person.ts';
import { priorities, type BenchDevice, type Priority } from './bench-device.ts';

export interface BenchFilter {
  /** A user's id, or null for what nobody has taken; undefined for all. */
  readonly engineer: string | null | undefined;
  readonly location: string | undefined;
  readonly due: DueChoice | undefined;
  readonly priority: Priority | undefined;
}

export function readFilter(query: URLSearchParams, user: string): BenchFilter {
  return {
    engineer: askedPerson(query.get('engineer'), user),
    location: (query.get('location') ?? '') || undefined,
    due: parseDue(query.get('due')),
    priority: priorities.find((each) => each === query.get('priority')),
  };
}

/** @param locationOf where a device is: its own word for it, or its order's */
export function passes(
  filter: BenchFilter,
  device: BenchDevice,
  today: Day,
  locationOf: (device: BenchDevice) => string | null,
): boolean {
  const { engineer, location, due, priority } = filter;
  if (engineer !== undefined && device.engineer !== engineer) return false;
  if (priority !== undefined && device.priority !== priority) return false;
  if (due !== undefined && !isDue(device.due, due, today)) return false;
  return location === undefined || locationOf(device) === location;
}

/** How many parts of the filter are in use. */
export const filtersUsed = (filter: BenchFilter): number =>
  Object.values(filter).filter((part) => part !== undefined).length;
