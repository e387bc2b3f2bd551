/**
 * What must not outlive the process, however that ends: servers that it started, and folders for temporary files. Whoever made one
 * ends it on its stack; what a signal or an error leaves is ended here, without waiting for anything.
 */
const ends = new Set<() => void>();

/** What was made last ends first: a server before the folder that it writes into. */
function endAll(): void {
  for (const end of [...ends].toReversed()) end();
}

/** Answers what to call when it has ended by itself. */
export function untilExit(end: () => void): () => void {
  if (ends.size === 0) behindAllOthers();
  ends.add(end);
  return () => void ends.delete(end);
}

/** Ends the process with a code for each signal that asks for it. */
export function exitOnSignals(told: (signal: string) => void): void {
  for (const [signal, code] of Object.entries(codesOfSignals)) {
    // Not once: whoever presses Ctrl-C twice would end the process in the middle of its ending.
    process.on(signal, () => {
      told(signal);
      behindAllOthers();
      process.exit(code);
    });
  }
}

/** With which a process ends that one of them ended. */
export const codesOfSignals = { SIGINT: 130, SIGTERM: 143 } as const;

/** A browser that writes into such a folder is ended by a listener of its driver, which has to come first. */
function behindAllOthers(): void {
  process.off('exit', endAll);
  process.on('exit', endAll);
}
