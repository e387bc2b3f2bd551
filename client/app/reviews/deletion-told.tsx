/** Who deleted a record and what was written at the same time, as it waits for a decision (rule TRAY-2). */
import type { EntityDocument } from '../../../shared/document/entity-document.ts';
import type { Through } from '../../../shared/document/history/change.ts';
import type { Entry } from '../../../shared/document/types.ts';
import { useDevice } from '../device.ts';
import { useShownValue } from '../fields/use-shown-value.ts';
import { tellDoor } from '../past/tell-change.ts';
import { useNameOf } from '../people/use-colleagues.ts';
import { tellDeletion } from './tell-deletion.ts';

interface DeletionToldProps {
  readonly entity: EntityDocument;
  /** Through what an entry came, where that is known. */
  readonly throughOf?: (entry: Entry) => Through | undefined;
}

export function DeletionTold({ entity, throughOf }: DeletionToldProps) {
  const { replica } = useDevice();
  const nameOf = useNameOf();
  const shown = useShownValue();
  const entries = entity.reviews().find(({ field }) => field === 'deleted')?.entries ?? [];
  const told = tellDeletion(entity.kind, entries, {
    nameOf,
    shown,
    now: replica.now(),
    ...(throughOf && { doorOf: (entry) => tellDoor(entry.author, throughOf(entry)) }),
  });
  return <>{told.join(' ')}</>;
}
