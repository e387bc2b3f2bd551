/** What somebody meant who typed a name that there is not. */

/** Letters that may be wrong, missing or too many. */
const mostWrong = 3;

/** The name that is nearest, if any is near. */
export function nearestTo(typed: string, names: readonly string[]): string | undefined {
  const found = names
    .map((name) => ({ name, wrong: distance(typed, name) }))
    .toSorted((a, b) => a.wrong - b.wrong)
    .at(0);
  return found && found.wrong <= mostWrong ? found.name : undefined;
}

/** How many letters are to be changed, put in or taken out to make one of the other (Levenshtein). */
function distance(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [row, letter] of one.split('').entries()) {
    const line = [row + 1];
    for (const [at, compared] of other.split('').entries()) {
      const changed = (above[at] ?? 0) + (letter === compared ? 0 : 1);
      line.push(Math.min(changed, (above[at + 1] ?? 0) + 1, (line[at] ?? 0) + 1));
    }
    above = line;
  }
  return above.at(-1) ?? 0;
}
