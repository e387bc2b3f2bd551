/** What the board reads of a device's row, once for each row: rows never change, and a board looks at all of them. */
import type { Row } from '../../../shared/document/types.ts';
import { filledText } from '../list/text-of.ts';
import { parseDay, type Day } from '../days.ts';
import { stageOf, type Stage } from './stages.ts';

export interface BenchDevice {
  readonly row: Row;
  /** Null when nobody gave it one. */
  readonly status: string | null;
  readonly stage: Stage;
  readonly engineer: string | null;
  readonly order: string | null;
  readonly location: string | null;
  readonly due: Day | null;
  readonly priority: Priority;
  /** What is to be taken first is lower. */
  readonly rank: number;
  /** When it came in, as far as anybody wrote that down; milliseconds. */
  readonly since: number;
}

export const priorities = ['express', 'urgent', 'normal'] as const;
export type Priority = (typeof priorities)[number];

const isPriority = (text: string | null): text is Priority =>
  (priorities as readonly (string | null)[]).includes(text);

function read(row: Row): BenchDevice {
  const { fields, at } = row;
  const status = filledText(fields['status']);
  const priority = filledText(fields['priority']);
  const received = fields['received'] ?? fields['created'];
  const known = isPriority(priority) ? priority : 'normal';
  return {
    row,
    status,
    stage: stageOf(status),
    engineer: filledText(fields['engineer']),
    order: filledText(fields['order']),
    location: filledText(fields['location']),
    due: parseDay(filledText(fields['readyBy']) ?? '') ?? null,
    priority: known,
    rank: priorities.indexOf(known),
    since: typeof received === 'number' ? received : at,
  };
}

const known = new WeakMap<Row, BenchDevice>();

export function benchDevice(row: Row): BenchDevice {
  let device = known.get(row);
  if (!device) known.set(row, (device = read(row)));
  return device;
}

/** What the bench should take first: by priority, then by the day it is promised for, then what waits longest. */
export function soonestFirst(a: BenchDevice, b: BenchDevice): number {
  if (a.rank !== b.rank) return a.rank - b.rank;
  if (a.due !== b.due) return (a.due ?? '9') < (b.due ?? '9') ? -1 : 1;
  return a.since - b.since || (a.row.id < b.row.id ? -1 : 1);
}

export const newestFirst = (a: BenchDevice, b: BenchDevice): number =>
  b.row.at - a.row.at || (a.row.id < b.row.id ? -1 : 1);
