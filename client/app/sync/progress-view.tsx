/** How far a sync is: a bar, and how many records of which kind have come or still go up (row S1). */
import { Progress } from '@mantine/core';
import { kinds } from '../../../shared/schema/kinds.ts';
import type { ReplicaStatus } from '../../replica/types.ts';
import { counted } from '../words.ts';

export function ProgressView({ status }: { status: Extract<ReplicaStatus, { state: 'syncing' }> }) {
  const parts = Object.entries(status.byKind).filter(([, count]) => count > 0);
  return (
    <>
      <Progress value={status.progress * 100} aria-label="Sync progress" animated />
      {parts.length > 0 && (
        <p className="quiet small" data-testid="sync-by-kind">
          {status.doing === 'sending' ? 'Still to go up: ' : 'Here so far: '}
          {parts.map(([name, count]) => inWords(name, count)).join(', ')}
        </p>
      )}
    </>
  );
}

function inWords(name: string, count: number): string {
  const kind = kinds.get(name);
  return counted(count, (kind?.label ?? name).toLowerCase(), (kind?.plural ?? name).toLowerCase());
}
