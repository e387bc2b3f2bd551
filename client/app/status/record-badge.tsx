/** How far this record's edits have come: in this tab, on this device, on the relay's disk, in the legacy system (row N1). */
import type { EntityName } from '../../../shared/lib/ids.ts';
import type { LegacyStep } from '../../../shared/protocol/legacy.ts';
import type { RecordSync } from '../../replica/types.ts';
import { counted } from '../words.ts';
import { useRecordSync } from './use-status.ts';

const words: Record<RecordSync['step'], string> = {
  unsaved: 'Saving…',
  device: 'On this device',
  relay: 'On the relay',
};

/** What stands behind "On the relay" where the shop is bridged; what is there altogether stands in its place. */
const notThere: Record<Exclude<LegacyStep, 'there'>, string> = {
  waiting: 'not yet in the legacy system',
  'given-up': 'the legacy system did not take it',
  apart: 'not kept in the legacy system',
  part: 'in part in the legacy system',
};

export function RecordBadge({ name, drafts }: { name: EntityName; drafts: boolean }) {
  const sync = useRecordSync(name);
  // What is being typed is in nobody's document yet, and so as unsaved as can be.
  const step = drafts ? 'unsaved' : sync.step;
  const legacy = !drafts && sync.step === 'relay' ? sync.legacy : undefined;
  return (
    <span
      className="step"
      data-testid="record-sync"
      data-state={legacy === 'there' ? 'legacy' : step}
      data-legacy={legacy}
      aria-live="polite"
    >
      {legacy === 'there' ? 'In the legacy system' : words[step]}
      {legacy !== undefined && legacy !== 'there' && <span className="quiet"> · {notThere[legacy]}</span>}
      {!drafts && sync.step === 'device' && (
        <span className="quiet"> · {counted(sync.edits, 'edit')} unsent</span>
      )}
      {!drafts && sync.step === 'device' && sync.heldBack !== undefined && (
        <span className="quiet"> · the relay does not take them</span>
      )}
    </span>
  );
}
