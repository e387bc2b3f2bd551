/**
 * Lines to CSV records. A quote that is opened and never closed would swallow the rest of a file; here it costs
 * its own line: when lines that were read together turn out to be no record, the first one is reported and
 * reading goes on from the second (rule IMPORT-4).
 */
import { parse } from 'csv-parse/sync';
import type { LineFault, PhysicalLine } from './physical-lines.ts';

export type RecordFault = LineFault | 'quotes' | 'columns';

export type CsvRecord =
  /** `line` is where it begins. */
  | { readonly line: number; readonly fields: readonly string[] }
  | { readonly line: number; readonly fault: RecordFault };

/** A quoted text may run over some lines; one that runs further is a quote that somebody forgot. */
const mostLines = 40;

/**
 * Records in order, empty lines left out. The first record settles how many columns there are.
 */
export async function* csvRecords(lines: AsyncIterator<PhysicalLine>): AsyncGenerator<CsvRecord> {
  const again: PhysicalLine[] = [];
  let columns: number | undefined;
  const next = async (): Promise<PhysicalLine | undefined> => {
    const before = again.shift();
    if (before) return before;
    const read = await lines.next();
    return read.done ? undefined : read.value;
  };

  for (let first = await next(); first; first = await next()) {
    if ('fault' in first) {
      yield first;
      continue;
    }
    if (first.text === '') continue;

    const further: PhysicalLine[] = [];
    let text = first.text;
    let open = endsInQuotes(text, false);
    while (open && further.length < mostLines) {
      const following = await next();
      if (!following) break;
      further.push(following);
      if ('fault' in following) break;
      open = endsInQuotes(following.text, true);
      text += `\n${following.text}`;
    }

    const fields = open ? undefined : parseRecord(text);
    if (fields && (columns === undefined || fields.length === columns)) {
      columns ??= fields.length;
      yield { line: first.line, fields };
    } else {
      yield { line: first.line, fault: fields ? 'columns' : 'quotes' };
      again.unshift(...further);
    }
  }
}

/** Whether a line ends inside a quoted field, having begun inside one or not. */
export function endsInQuotes(text: string, inside: boolean): boolean {
  let quoted = inside;
  let fieldBegins = !inside;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (quoted) {
      if (letter !== '"') continue;
      if (text[i + 1] === '"') i++;
      else quoted = false;
    } else {
      quoted = fieldBegins && letter === '"';
      fieldBegins = letter === ',';
    }
  }
  return quoted;
}

/** The fields of one record; undefined when its quotes make no sense. */
function parseRecord(text: string): readonly string[] | undefined {
  try {
    const records = parse(text, { record_delimiter: '\n', relax_column_count: true });
    return records.length === 1 ? records[0] : undefined;
  } catch {
    return undefined;
  }
}
