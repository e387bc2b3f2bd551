/** How an edit that is kept is told over a socket. */
import type { KeptEdit } from '../../shared/protocol/messages.ts';
import type { RefusedEdit } from '../store/store.ts';

/** What is longer is to be asked for over HTTP, in UTF-16 units. What is no more than a word for the value is no value here. */
const longest = 10_000;

export const toldRefused = (
  name: string,
  { id, field, rule, value, cut, count, at }: RefusedEdit,
): KeptEdit => ({
  id,
  name,
  field,
  rule,
  value: cut || value.length > longest ? '' : value,
  count,
  at,
});
