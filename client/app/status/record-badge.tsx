/** How far this record's edits have come: in this tab, on this device, on the relay's disk (row N1). */
import type { EntityName } from '../../../shared/lib/ids.ts';
import type { RecordSync } from '../../replica/types.ts';
import { counted } from '../words.ts';
import { useRecordSync } from './use-status.ts';

const words: Record<RecordSync['step'], string> = {
  unsaved: 'Saving…',
  device: 'On this device',
  relay: 'On the relay',
};

export function RecordBadge({ name, drafts }: { name: EntityName; drafts: boolean }) {
  const sync = useRecordSync(name);
  // What is being typed is in nobody's document yet, and so as unsaved as can be.
  const step = drafts ? 'unsaved' : sync.step;
  return (
    <span className="step" data-testid="record-sync" data-state={step} aria-live="polite">
      {words[step]}
      {!drafts && sync.step === 'device' && (
        <span className="quiet"> · {counted(sync.edits, 'edit')} unsent</span>
      )}
      {!drafts && sync.step === 'device' && sync.heldBack !== undefined && (
        <span className="quiet"> · the relay does not take them</span>
      )}
    </span>
  );
}
