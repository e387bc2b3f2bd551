/** One record of the demo as it came to be: who wrote what, in which order. */
import type { Author, EntityId, EntityName, KindName } from '../../shared/lib/ids.ts';
import { freshEntityId } from '../../shared/lib/ids.ts';
import type { Random } from '../../shared/lib/random.ts';
import type { EntityDocument } from '../../shared/document/entity-document.ts';

export interface DemoStep {
  readonly author: Author;
  readonly write: (entity: EntityDocument) => void;
}

export interface DemoRecord {
  readonly name: EntityName;
  readonly steps: readonly DemoStep[];
}

export const by = (user: string, write: DemoStep['write']): DemoStep => ({ author: user as Author, write });

export const named = (kind: string, id: EntityId): EntityName => ({ kind: kind as KindName, id });

/** Ids as a device would make them, and the same in every run: a start that was cut short finds its records again. */
export function demoIds(random: Random): () => EntityId {
  let moment = Date.UTC(2026, 0, 5, 9);
  return () => freshEntityId((moment += 60_000), random);
}

export const day = 24 * 3_600_000;

/** The calendar date of a moment, as a date field holds it. */
export const dateOf = (moment: number): string => new Date(moment).toISOString().slice(0, 10);
