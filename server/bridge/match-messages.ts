/** Tells messages that are news from those that are known, and from ours of which nobody answered that they arrived (rule BRIDGE-8). Pure. */
import type { TheirMessage } from './mapping/read-record.ts';
import type { Intent, Link, MessageLink } from './state/bridge-state.ts';

export interface Matching {
  /** Not known here. */
  readonly fresh: readonly TheirMessage[];
  /** Ours, which arrived. */
  readonly matched: readonly MessageLink[];
  /** Intents that are over with that. */
  readonly ended: readonly string[];
}

export function matchMessages(
  { id: ticket }: Pick<Link, 'id'>,
  theirs: readonly TheirMessage[],
  links: readonly MessageLink[],
  intents: readonly Intent[],
): Matching {
  const known = new Set(links.map(({ legacy }) => legacy));
  const fresh = [...new Map(theirs.map((each) => [each.legacy, each])).values()].filter(
    ({ legacy }) => !known.has(legacy),
  );
  const matched: MessageLink[] = [];
  const ended: string[] = [];
  for (const { key, what } of intents) {
    if (what.do !== 'message') continue;
    const at = fresh.findIndex(
      (each) => sameWords(each.body, what.body) && (!what.mails || isMail(each.channel)),
    );
    const [found] = at < 0 ? [] : fresh.splice(at, 1);
    if (!found) continue;
    matched.push({ ticket, entry: what.entry, legacy: found.legacy });
    ended.push(key);
  }
  return { fresh, matched, ended };
}

/** Of what was written down there as a note nobody was mailed, whatever its words are: it is not the mail that was to be sent. */
const isMail = (channel: string): boolean => channel === 'email';

/** Mail programs and databases change blanks at the ends, and line breaks. */
export const sameWords = (a: string, b: string): boolean => words(a) === words(b);
const words = (text: string): string => text.replaceAll('\r\n', '\n').trim();
