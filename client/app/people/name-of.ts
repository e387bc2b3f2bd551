/** What an author is called: as the shop's employees are, else by the presence list where they are in it, else by their id. */
import { systemAuthors } from '../../../shared/lib/ids.ts';
import { inWords } from '../words.ts';

const system = new Map<string, string>([
  [systemAuthors.relay, 'The relay'],
  [systemAuthors.bridge, 'The legacy system'],
  [systemAuthors.import, 'An import'],
]);

/** `known` are names by user id. */
export const nameOf = (author: string, known: ReadonlyMap<string, string>): string =>
  system.get(author) ?? known.get(author) ?? inWords(author);
