/** What stands at a dotted path of an answer; undefined where nothing does. An empty path is the answer itself. */
export function atPath(answer: unknown, path: string): unknown {
  let value = answer;
  if (path === '') return value;
  for (const key of path.split('.')) {
    // Below nothing there is nothing, and that is said.
    if (value === null) return null;
    if (typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
