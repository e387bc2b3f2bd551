/** One row of this device as it changes, and how often the rows of a kind have. */
import { useMemo } from 'react';
import { parseEntityId, parseKind } from '../../shared/lib/ids.ts';
import type { Row } from '../../shared/document/types.ts';
import { calmly } from './calmly.ts';
import { useDevice } from './device.ts';
import { useVersion } from './use-version.ts';

/** Draws again when rows of the kind change. */
export function useRowsOf(kindName: string): number {
  const { replica } = useDevice();
  return useVersion(
    useMemo(() => calmly((changed) => replica.subscribeRows(kindName, changed)), [replica, kindName]),
  );
}

/** Undefined for what this device does not have, and for what is no name at all. */
export function useRow(kindName: string, id: unknown): Row | undefined {
  const { replica } = useDevice();
  useRowsOf(kindName);
  const kind = parseKind(kindName);
  const entityId = typeof id === 'string' ? parseEntityId(id) : undefined;
  return kind && entityId && replica.row({ kind, id: entityId });
}
