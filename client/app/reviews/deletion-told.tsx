/** Who deleted a record and what was written at the same time, as it waits for a decision (rule TRAY-2). */
import type { EntityDocument } from '../../../shared/document/entity-document.ts';
import { useDevice } from '../device.ts';
import { useShownValue } from '../fields/use-shown-value.ts';
import { useNameOf } from '../people/use-colleagues.ts';
import { tellDeletion } from './tell-deletion.ts';

export function DeletionTold({ entity }: { entity: EntityDocument }) {
  const { replica } = useDevice();
  const nameOf = useNameOf();
  const shown = useShownValue();
  const entries = entity.reviews().find(({ field }) => field === 'deleted')?.entries ?? [];
  const told = tellDeletion(entity.kind, entries, { nameOf, shown, now: replica.now() });
  return <>{told.join(' ')}</>;
}
