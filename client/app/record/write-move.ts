/** Writes what a person chose. What was a move when it was offered may be none any more: then what has come meanwhile stays. */
import type { EntityDocument } from '../../../shared/document/entity-document.ts';
import { IllegalMove } from '../../../shared/document/write-errors.ts';
import type { Value } from '../../../shared/schema/field.ts';

export function writeMove(entity: EntityDocument, name: string, value: Value): void {
  try {
    entity.set(name, value);
  } catch (error) {
    if (!(error instanceof IllegalMove)) throw error;
  }
}
