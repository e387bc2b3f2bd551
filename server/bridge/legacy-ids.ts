/** Ids of ours for what was made in the legacy system. They follow from the legacy id alone, so that finding it twice makes one record (rule BRIDGE-3). */
import { createHash } from 'node:crypto';
import { must } from '../../shared/lib/assert.ts';
import { parseEntityId, type EntityId } from '../../shared/lib/ids.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

export const recordIdOf = (legacy: string): EntityId =>
  must(
    parseEntityId(/^[A-Za-z0-9_-]{1,56}$/.test(legacy) ? `legacy-${legacy}` : `legacyx-${digest(legacy)}`),
    'a derived id is legal',
  );

/** The id of a message in its ticket's ledger. */
export const messageIdOf = (legacy: string): string =>
  /^[A-Za-z0-9_.:@-]{1,70}$/.test(legacy) ? `legacy:${legacy}` : `legacyx:${digest(legacy)}`;
