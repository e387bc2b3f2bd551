/** Writes what a dead tab was typing into its records, unless something newer is there (rule APP-5). */
import { parseEntityKey } from '../../../shared/lib/ids.ts';
import { stampMilliseconds } from '../../../shared/lib/stamp.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import type { Replica } from '../../replica/types.ts';
import { parseScalar } from '../fields/parse-scalar.ts';
import type { KeptDraft } from './kept-drafts.ts';

export async function recoverDrafts(replica: Replica, drafts: readonly KeptDraft[]): Promise<void> {
  for (const draft of drafts) await recoverDraft(replica, draft);
}

async function recoverDraft(replica: Replica, { key, text, at }: KeptDraft): Promise<void> {
  const cut = key.lastIndexOf('/');
  const name = parseEntityKey(key.slice(0, cut));
  const fieldName = key.slice(cut + 1);
  const field = name && kinds.get(name.kind)?.fields.get(fieldName);
  if (!name || !field || !('scalar' in field)) return;
  const parsed = parseScalar(field.scalar, text);
  if (!parsed.ok) return;
  const open = replica.open(name);
  try {
    await open.loaded;
    const [shown] = open.entity.entries(fieldName);
    const newer = shown && stampMilliseconds(shown.stamp) >= at;
    if (!newer && open.entity.get(fieldName) !== parsed.value) open.entity.set(fieldName, parsed.value);
  } finally {
    open.close();
  }
}
