/**
 * Sends messages, each once (rule BRIDGE-8): one at a time, noted before it is sent. One of which nobody answered is looked
 * for, when what is under way has had time to arrive, before it is sent again; a message to a customer, too.
 */
import { entityKey } from '../../shared/lib/ids.ts';
import type { LedgerEntry } from '../../shared/document/types.ts';
import { atPath } from './mapping/at-path.ts';
import { isTrouble } from './api/legacy-api.ts';
import { addressOf } from './ask-record.ts';
import type { OurRecord } from './assess.ts';
import { refusalOf } from './blame.ts';
import { saidThere } from './letters.ts';
import type { Looked } from './look.ts';
import type { KindMapping } from './mapping/mapping.ts';
import { NotYet } from './not-yet.ts';
import type { Parts } from './parts.ts';
import type { DeadLetter, Intent, Link } from './state/bridge-state.ts';

/**
 * Their messages have just been taken in, so what is still noted as being sent was not found there. A list that is not there, or
 * of which a row cannot be read, tells nothing (rule BRIDGE-24).
 * @returns until when the rest has to wait, in milliseconds
 */
export async function pushMessages(
  parts: Parts,
  mapping: KindMapping,
  { link, ours, theirs }: { readonly link: Link; readonly ours: OurRecord; readonly theirs: Looked },
): Promise<number | undefined> {
  const { state, now, limits } = parts;
  if (!mapping.messages) return undefined;
  const said = await saidThere(parts, link);
  const all = (await state.intents(link)).filter(({ what }) => what.do === 'message');
  const under = all.filter(({ what }) => what.do === 'message' && !said.has(what.entry));
  for (const { at } of under) if (now() < at + limits.settle) return at + limits.settle;
  // It may be among those that could not be read.
  if (!theirs.tellsMessages && under.length > 0)
    throw new NotYet('its messages are not told, and one may be there', undefined, 'untold');
  if (theirs.tellsMessages) await state.commit({ ended: all.map(({ key }) => key) });
  const fresh = ours.entries.filter(({ id }) => !said.has(id)).toSorted((a, b) => a.at - b.at);
  for (const entry of fresh) await pushMessage(parts, mapping, link, entry);
  return undefined;
}

async function pushMessage(
  parts: Parts,
  mapping: KindMapping,
  link: Link,
  entry: LedgerEntry,
): Promise<void> {
  const { state, api, now } = parts;
  const { kind, id, legacy } = link;
  const channel = String(entry.parts['channel'] ?? '');
  const body = String(entry.parts['body'] ?? '');
  const send = wayOf(parts, mapping, channel, entry.at);
  const key = `${entityKey(link)}#${entry.id}`;
  const dead = (reason: DeadLetter['reason'], detail: string): DeadLetter => ({
    key,
    kind,
    id,
    legacy,
    what: 'message',
    reason,
    detail: `${detail}; not sent: ${channel} “${body.slice(0, 60)}”`,
    entries: [entry.id],
    at: now(),
    tries: 1,
  });
  if (!send) return state.commit({ dead: [dead('refused', `no way to send ${channel}`)] });
  const intent: Intent = {
    kind,
    id,
    key,
    at: now(),
    what: { do: 'message', entry: entry.id, body, channel, mails: send.mails },
  };
  await state.commit({ intents: [intent] });
  let answer: unknown;
  try {
    answer = await api.send('POST', addressOf(send.path, link), {
      ...send.more,
      ...(send.html !== undefined && { [send.html]: markedUp(body) }),
      [send.body]: body,
    });
  } catch (error) {
    // Nothing was done: it may be sent again at any time.
    if (isTrouble(error, 'limited', 'signed-out')) await state.commit({ ended: [key] });
    const said = await refusalOf(parts, mapping, error);
    if (said === undefined) throw error;
    return state.commit({ ended: [key], dead: [dead('refused', said)] });
  }
  const there = atPath(answer, send.id);
  // Without an id it is as if nobody had answered: it is looked for.
  if (typeof there !== 'string') throw new NotYet('a message has no id', now() + parts.limits.settle);
  await state.commit({
    messages: [{ ticket: id, entry: entry.id, legacy: there }],
    ended: [key],
  });
}

/** What was said to a customer before there was a bridge is a note there. */
function wayOf({ mailsSince = 0 }: Parts, { messages }: KindMapping, channel: string, at: number) {
  const way = messages?.send[channel];
  return way?.mails === true && at < mailsSince ? messages?.send['note'] : way;
}

/** Plain text as HTML: what a message says is nobody's markup. */
const markedUp = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\n', '<br>');
