/** What is said of a record, or of edits in it, that went because a client asked to be forgotten (rule ERASE-6). Pure. */
import type { Kind } from '../../../shared/schema/field.ts';
import { withArticle } from '../words.ts';

/** Of a record that is looked for: of kinds that the books need, something goes on elsewhere (rule ERASE-2). */
export function tellErased({ booked }: Pick<Kind, 'booked'>): string {
  const rest = booked
    ? 'What the books need of it goes on in a record without the client; nothing else of it is kept.'
    : 'Nothing of it is kept.';
  return `Somebody asked the shop to forget a client. ${rest} Nothing can be written here any more.`;
}

/** Of unsent edits: the record has no name any more that could be told. */
export function tellLost(kind: Pick<Kind, 'label'> | undefined): string {
  const noun = withArticle(kind?.label.toLowerCase() ?? 'record');
  return `${noun.slice(0, 1).toUpperCase()}${noun.slice(1)} was erased, for a client who asked for it, and with it what you had not sent.`;
}
