/** Messages of theirs that can be one here, and those that cannot: too long, say (rule BRIDGE-23). Those are put aside by themselves. */
import { must } from '../../shared/lib/assert.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import { checkValue } from '../../shared/schema/value.ts';
import { unreadKey } from './blame.ts';
import { messageIdOf } from './legacy-ids.ts';
import type { KindMapping } from './mapping/mapping.ts';
import type { TheirMessage } from './mapping/read-record.ts';
import type { DeadLetter, Link } from './state/bridge-state.ts';

/** Why it can be none here; undefined when it can. Pure. */
export function misfitOf(
  { kind, messages }: Pick<KindMapping, 'kind' | 'messages'>,
  { channel, body }: TheirMessage,
): string | undefined {
  const field = must(kindNamed(kind)?.fields.get(messages?.field ?? ''), 'the field of a kind’s messages');
  if (field.policy !== 'ledger') return undefined;
  for (const [part, value] of Object.entries({ channel, body })) {
    const scalar = field.entry[part]?.scalar;
    const problem = scalar && checkValue(scalar, value);
    if (problem) return `its ${part} is ${problem} (${value.length} characters)`;
  }
  return undefined;
}

export const misfitKey = (mapping: KindMapping, link: Pick<Link, 'legacy'>, message: string): string =>
  `${unreadKey(mapping, link.legacy ?? '')}#${message}`;

/** It stays until the message can be read, or somebody lets go of it. Nothing of what it says is in it. */
export function misfitLetter(
  mapping: KindMapping,
  link: Link,
  { message, why, at }: { readonly message: TheirMessage; readonly why: string; readonly at: number },
): DeadLetter {
  const { kind, id, legacy } = link;
  return {
    key: misfitKey(mapping, link, message.legacy),
    kind,
    id,
    legacy,
    what: 'message',
    reason: 'unreadable',
    detail: `message ${message.legacy}: ${why}`,
    at,
    tries: 1,
    entries: [messageIdOf(message.legacy)],
  };
}
