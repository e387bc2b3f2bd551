/** What an author is called: by the presence list where they are in it, else by their id. */
import type { Present } from '../../../shared/protocol/messages.ts';
import { systemAuthors } from '../../../shared/lib/ids.ts';
import { inWords } from '../words.ts';

const system = new Map<string, string>([
  [systemAuthors.relay, 'The relay'],
  [systemAuthors.bridge, 'The legacy system'],
  [systemAuthors.import, 'An import'],
]);

export const nameOf = (author: string, present: readonly Present[]): string =>
  system.get(author) ?? present.find(({ user }) => user === author)?.name ?? inWords(author);
