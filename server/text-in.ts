/** The text in a field of a JSON object, by whichever door it came; empty where there is none, or something else. */
export function textIn(fields: ReadonlyMap<string, unknown>, field: string): string {
  const value = fields.get(field);
  return typeof value === 'string' ? value : '';
}
