/** Looks at theirs as it is now, and takes it in (rule BRIDGE-7): before something is sent, and after it. */
import type { Value } from '../../shared/schema/field.ts';
import { isTrouble } from './api/legacy-api.ts';
import { readSurely } from './ask-record.ts';
import { gone } from './gone.ts';
import type { KindMapping } from './mapping/mapping.ts';
import { NotYet } from './not-yet.ts';
import type { TheirRecord } from './mapping/read-record.ts';
import type { Parts } from './parts.ts';
import { asAgreed, resolveReferences } from './references.ts';
import type { Link } from './state/bridge-state.ts';
import { takeIn } from './take-in.ts';

export interface Looked {
  /** With references as ids of ours. */
  readonly values: ReadonlyMap<string, Value>;
  readonly parts: TheirRecord['parts'];
  readonly tellsMessages: boolean;
}

/** Answers what it says, with references as ids of ours; undefined for one that is gone. */
export async function look(parts: Parts, mapping: KindMapping, link: Link): Promise<Looked | undefined> {
  try {
    const record = await readSurely(parts, mapping, link);
    await takeIn(parts, mapping, [{ record }]);
    const resolved = await resolveReferences(parts, mapping, record.values);
    if (!resolved)
      throw new NotYet('it refers to a record that is looked for', parts.now() + parts.limits.settle);
    const { base } = (await parts.state.link(link)) ?? link;
    return { values: asAgreed(resolved, base), parts: record.parts, tellsMessages: record.tellsMessages };
  } catch (error) {
    if (!isTrouble(error, 'missing')) throw error;
    await takeIn(parts, mapping, [{ record: gone(link), digest: '' }]);
    return undefined;
  }
}
