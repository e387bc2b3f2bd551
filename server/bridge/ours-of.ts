/** A record of ours as its mapping reads it. */
import type { EntityName } from '../../shared/lib/ids.ts';
import { Erased } from '../store/erasure-store.ts';
import { readOurs, type OurRecord } from './assess.ts';
import type { KindMapping } from './mapping/mapping.ts';
import type { Parts } from './parts.ts';

/** Undefined for one that was erased. */
export async function oursOf(
  { records }: Pick<Parts, 'records'>,
  mapping: KindMapping,
  name: EntityName,
): Promise<OurRecord | undefined> {
  try {
    return await records.write(name, (entity) => readOurs(entity, mapping));
  } catch (error) {
    if (error instanceof Erased) return undefined;
    throw error;
  }
}
