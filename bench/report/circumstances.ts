/** What is to be said of all of it, by the load averages at the end of each bench. */

/** Load averages beyond this are of more than a bench and what it measures. */
const busy = 4;

export function circumstances(loads: readonly number[]): string | undefined {
  const others = loads.filter((load) => load > busy);
  if (others.length === 0) return undefined;
  return (
    `Of ${loads.length} benches ${others.length} were measured while other work kept the cores busy (load averages up to ${Math.max(...others)}): times there are several times what they ` +
    'are on a machine that does nothing else, and percentiles near the end tell more of the neighbours than of the server. What each used of the processor, bytes, round trips and losses hold.'
  );
}
