/**
 * How urgent unsent work is: which record goes first when several wait (rule QUEUE-3), and which ones leave the device
 * last when it runs out of room (rule KEEP-3). Pure decisions over bytes; knows no documents.
 */
import * as Y from 'yjs';
import { kindNamed } from '../../shared/schema/kinds.ts';
import type { Gravity, Kind } from '../../shared/schema/field.ts';
import { fieldStoredAs, ledgerRoot, textRoot } from '../../shared/schema/stored-name.ts';
import type { Priority } from './types.ts';

/** The most urgent first. */
export const priorities: readonly Priority[] = ['critical', 'high', 'normal', 'low'];

/** More edits or bytes than a person makes at a sitting: an import, or weeks without a network. */
const bulk = { edits: 50, bytes: 64 * 1024 };

const byGravity: Readonly<Record<Gravity, Priority>> = {
  critical: 'critical',
  high: 'high',
  medium: 'normal',
  low: 'normal',
};

export const byUrgency = (a: Priority, b: Priority): number => priorities.indexOf(a) - priorities.indexOf(b);

export const mostUrgent = (some: readonly Priority[]): Priority =>
  priorities.find((priority) => some.includes(priority)) ?? 'normal';

/** An edit is as urgent as the gravest field in it: statuses and payments go before notes. */
export function urgencyOf(kindName: string, update: Uint8Array): Priority {
  const kind = kindNamed(kindName);
  if (!kind) return 'normal';
  try {
    return mostUrgent(gravitiesIn(kind, update).map((gravity) => byGravity[gravity]));
  } catch {
    // What Yjs cannot read is put aside by whoever opens the record.
    return 'normal';
  }
}

export interface Waiting {
  readonly edits: number;
  readonly bytes: number;
  /** That of its most urgent edit. */
  readonly urgency: Priority;
  readonly isOpen: boolean;
  /** What a person asked for. */
  readonly pinned: Priority | undefined;
}

export function priorityOf({ edits, bytes, urgency, isOpen, pinned }: Waiting): Priority {
  const asked = mostUrgent([urgency, ...(isOpen ? (['high'] as const) : []), ...(pinned ? [pinned] : [])]);
  const isBulk = edits > bulk.edits || bytes > bulk.bytes;
  return isBulk && asked === 'normal' ? 'low' : asked;
}

function gravitiesIn(kind: Kind, update: Uint8Array): Gravity[] {
  const found: Gravity[] = [];
  const fields = [...kind.fields];
  for (const struct of Y.decodeUpdate(update).structs) {
    if (!(struct instanceof Y.Item)) continue;
    // Only what begins a list names its root; the rest is told by its shape.
    const { content } = struct;
    const root: unknown = struct.parent;
    for (const [name, field] of fields) {
      if (root === textRoot(name, field) || root === ledgerRoot(name, field)) found.push(field.gravity);
    }
    if (!(content instanceof Y.ContentAny)) continue;
    for (const element of content.arr as readonly unknown[]) {
      if (Array.isArray(element)) {
        const name: unknown = element[0];
        const gravity = typeof name === 'string' ? fieldStoredAs(kind, name)?.field.gravity : undefined;
        if (gravity) found.push(gravity);
      } else if (typeof root !== 'string') {
        // An entry of a ledger: which one is not said, so it counts as the gravest that the kind has.
        for (const [, field] of fields) if (field.policy === 'ledger') found.push(field.gravity);
      }
    }
  }
  return found;
}
