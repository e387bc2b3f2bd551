/**
 * Dead letters of records of ours (rule BRIDGE-23). The letter of a record owns what was to be sent of it: its fields, its making
 * there, and the messages that were not there yet, which it names. Giving up stops all of them and waits for none; who takes the
 * letter up again, or writes the record again, sends them; who discards it lets go of these messages for good.
 */
import { entityKey, type EntityName } from '../../shared/lib/ids.ts';
import { Erased } from '../store/erasure-store.ts';
import { dueNow } from './due-now.ts';
import type { KindMapping } from './mapping/mapping.ts';
import type { Parts } from './parts.ts';
import type { BridgeState, DeadLetter, DeadReason, Outgoing } from './state/bridge-state.ts';

export interface Given {
  readonly reason: DeadReason;
  /** What was said, in a line. */
  readonly detail: string;
  readonly tries: number;
}

/** It is not outgoing any more, and a letter tells why. */
export async function giveUp(
  parts: Parts,
  mapping: KindMapping,
  out: Outgoing,
  { reason, detail, tries }: Given,
): Promise<void> {
  const { state, now } = parts;
  const { kind, id } = out;
  const key = entityKey(out);
  const legacy = (await state.link(out))?.legacy ?? null;
  const unsent = await unsentOf(parts, mapping, out);
  const named = unsent.map(({ channel, body }) => `${channel} “${body.slice(0, 60)}”`).join(', ');
  const letter: DeadLetter = {
    key,
    kind,
    id,
    legacy,
    what: 'record',
    reason,
    detail: named === '' ? detail : `${detail}; not sent: ${named}`,
    at: now(),
    tries,
    ...(unsent.length > 0 && { entries: unsent.map(({ entry }) => entry) }),
  };
  const intents = (await state.intents(out)).flatMap((intent) =>
    intent.what.do === 'create' ? [{ ...intent, what: { ...intent.what, givenUp: true as const } }] : [],
  );
  await state.commit({ sent: [out], dead: [letter], intents });
  parts.tell({ type: 'given-up', key, reason });
}

/** Messages of a record that are not there, and were not let go of. */
async function unsentOf(
  { state, records }: Parts,
  { messages }: KindMapping,
  name: EntityName,
): Promise<readonly { readonly entry: string; readonly channel: string; readonly body: string }[]> {
  if (!messages) return [];
  const said = await saidThere({ state }, name);
  try {
    return await records.write(name, (entity) =>
      entity
        .ledger(messages.field)
        .flatMap(({ id, parts }) =>
          said.has(id)
            ? []
            : [{ entry: id, channel: String(parts['channel'] ?? ''), body: String(parts['body'] ?? '') }],
        ),
    );
  } catch (error) {
    if (error instanceof Erased) return [];
    throw error;
  }
}

/** Entries that are there, were given up by themselves, or were let go of. */
export async function saidThere({ state }: Pick<Parts, 'state'>, name: EntityName): Promise<Set<string>> {
  const links = await state.messages(name.id);
  const dead = (await state.deadLetters(name)).filter(({ what }) => what === 'message');
  return new Set([
    ...links.map(({ entry }) => entry),
    ...dead.flatMap(({ entries = [] }) => entries),
    ...(await state.letGo(name.id)),
  ]);
}

/** Takes letters up again, or lets go of what they own. @param now in milliseconds */
export async function endLetters(
  state: BridgeState,
  letters: readonly DeadLetter[],
  way: 'retry' | 'discard',
  now: number,
): Promise<void> {
  const revived = letters.map(({ key }) => key);
  const of = letters.flatMap(({ kind, id, entries = [] }) => (id === null ? [] : [{ kind, id, entries }]));
  if (way === 'discard') {
    const letGo = of.flatMap(({ id, entries }) => entries.map((entry) => ({ ticket: id, entry })));
    return state.commit({ revived, letGo });
  }
  const outgoing = await Promise.all(of.map((name) => dueNow(state, name, now)));
  return state.commit({ revived, outgoing });
}

/** Whether it is about what was to be sent, and not about what could not be taken over from there. */
export const isOfOurs = ({ key, kind, id }: DeadLetter): boolean =>
  id !== null && (key === entityKey({ kind, id }) || key.startsWith(`${entityKey({ kind, id })}#`));

/** The letter of a record of ours. */
export async function letterOf(
  state: Pick<BridgeState, 'deadLetters'>,
  name: EntityName,
): Promise<DeadLetter | undefined> {
  return (await state.deadLetters(name)).find(({ key }) => key === entityKey(name));
}
