/** What is to be said of all results by what else the machine did. */

/** Load averages beyond this are of more than a bench and what it measures. */
const most = 4;

/** Of the load averages of each bench; undefined where nobody else was busy. */
export function busy(loads: readonly number[]): string | undefined {
  const others = loads.filter((load) => load > most);
  if (others.length === 0) return undefined;
  return (
    `Of ${loads.length} benches ${others.length} were measured while other work kept the cores busy (load averages up to ${Math.max(...others)}): times there are several times what they ` +
    'are on a machine that does nothing else, and percentiles near the end tell more of the neighbours than of the server. What each used of the processor, bytes, round trips and losses hold.'
  );
}
