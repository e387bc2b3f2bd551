/** The words by which a card is found: its device's, its order's number and its client's names, folded once for each row. */
import type { Row } from '../../../shared/document/types.ts';
import { foldText, queryWords } from '../../replica/fold-text.ts';

const fields: ReadonlyMap<string, readonly string[]> = new Map([
  ['device', ['brand', 'model', 'type', 'serial', 'imei', 'colour', 'bench', 'issue']],
  ['order', ['number']],
  ['client', ['name', 'company', 'phone', 'email']],
]);

/** The beginning of a long text is enough to tell a device by. */
const longest = 400;

const known = new WeakMap<Row, string>();

function foldedRow(row: Row): string {
  let text = known.get(row);
  if (text === undefined) {
    const parts = (fields.get(row.kind) ?? []).map((name) => row.fields[name]);
    text = foldText(parts.map((part) => (typeof part === 'string' ? part.slice(0, longest) : '')).join('\n'));
    known.set(row, text);
  }
  return text;
}

/** Whether every word of the query is in one of the rows; undefined when there is no word. */
export function wordsMatch(query: string): ((rows: readonly (Row | undefined)[]) => boolean) | undefined {
  const words = queryWords(query);
  if (words.length === 0) return undefined;
  return (rows) => words.every((word) => rows.some((row) => row && foldedRow(row).includes(word)));
}
