/** The legacy API's formats of a moment, several of which stand in one column. What is not marked counts as UTC. */

const pattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** Milliseconds since 1970; undefined for what is no moment. */
export function readInstant(text: string): number | undefined {
  const found = pattern.exec(text);
  if (!found) return undefined;
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '0', zone = 'Z'] = found;
  const marked = zone === 'Z' || zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  const at = Date.parse(
    `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0')}${marked}`,
  );
  if (Number.isNaN(at)) return undefined;
  // 30 February is read as 2 March by some engines: a day that is none is no moment.
  const probe = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return probe.getUTCMonth() === Number(month) - 1 && probe.getUTCDate() === Number(day) ? at : undefined;
}
