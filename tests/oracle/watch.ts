/**
 * Whether a device shows, for however short a time, what somebody else wrote without the right to. Of every value that is
 * written is noted whether it was right; a row may show what was written rightly by anybody, and what its own person tried.
 */
import type { Event } from '../../shared/document/oracle.ts';
import type { LedgerSummary, Row } from '../../shared/document/types.ts';
import { entityKey, type EntityName } from '../../shared/lib/ids.ts';
import { fieldOfEvent, ledgers, registersOf, setOf } from './rights.ts';
import type { Person } from './shop.ts';

/** A value of a field that a row shows, or a piece of one; `more` how many of it. */
interface Shown {
  readonly field: string;
  readonly value: unknown;
  readonly times: number;
}

export class Watch {
  /** How often a value was written rightly, and how often by whom it was tried otherwise. */
  readonly #right = new Map<string, number>();
  readonly #tried = new Map<string, number>();
  /** Who was shown what they should not have been. */
  readonly deceived: string[] = [];

  did({ user }: Person, name: EntityName, event: Event, isRight: boolean): void {
    const shown = shownBy(name, event);
    if (!shown) return;
    const key = keyOf(name, shown);
    if (isRight) count(this.#right, key);
    else count(this.#tried, `${user} ${key}`);
  }

  look({ user }: Person, name: EntityName, row: Row): void {
    for (const shown of shownIn(name, row)) {
      const key = keyOf(name, shown);
      const times = (this.#right.get(key) ?? 0) + (this.#tried.get(`${user} ${key}`) ?? 0);
      if (times < shown.times)
        this.deceived.push(
          `${user}: ${key} is shown ${shown.times} times, of ${times}: ${JSON.stringify(row)}`,
        );
    }
  }
}

const count = (counts: Map<string, number>, key: string): void =>
  void counts.set(key, (counts.get(key) ?? 0) + 1);

const keyOf = (name: EntityName, { field, value }: Shown): string =>
  `${entityKey(name)} ${field} ${JSON.stringify(value)}`;

/** Undefined for what only takes something away, which leaves nothing to be seen. */
function shownBy(name: EntityName, event: Event): Shown | undefined {
  const field = fieldOfEvent(name, event);
  const times = 1;
  switch (event.type) {
    case 'write':
      return { field, value: event.value, times };
    case 'add':
      return { field, value: event.element, times };
    case 'letter':
      return { field, value: event.letter, times };
    case 'append':
      return { field, value: 'entries', times };
    case 'delete':
      return { field, value: true, times };
    default:
      return undefined;
  }
}

function shownIn(name: EntityName, { fields, deleted }: Row): Shown[] {
  const registers = (registersOf[name.kind] ?? [])
    .map((field) => ({ field, value: fields[field] ?? null, times: 1 }))
    .filter(({ value }) => value !== null);
  const elements = (fields[setOf(name)] as readonly unknown[] | undefined) ?? [];
  const { notes } = fields;
  const letters = typeof notes === 'string' ? notes.split('') : [];
  const [ledger = ''] = ledgers[name.kind] ?? [];
  const entries = (fields[ledger] as LedgerSummary | undefined)?.count ?? 0;
  return [
    ...registers,
    ...elements.map((value) => ({ field: setOf(name), value, times: 1 })),
    ...letters.map((value) => ({ field: 'notes', value, times: 1 })),
    { field: ledger, value: 'entries', times: entries },
    ...(deleted ? [{ field: 'deleted', value: true, times: 1 }] : []),
  ];
}
