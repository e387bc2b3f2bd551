/**
 * Loaded into a server whose memory is measured: a signal has it let go of its garbage as when memory is short, so that what is
 * seen is what it keeps, and not what the engine holds ready for the next burst.
 */
process.on('SIGUSR2', () => globalThis.gc({ type: 'major', execution: 'sync', flavor: 'last-resort' }));
