/** A line for the person who waits; the standard output is the result's alone. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
