/** What is aimed at of a relay’s memory and start, and of what is stored. */
import type { Aim } from '../aim.ts';
import { ratio } from '../figures.ts';

export const memoryAims: readonly Aim[] = [
  {
    id: 'memory-closed',
    aim: 'memory: bytes in the heaps of all threads for each further closed document, at most 8',
    of: 'memory',
    value: (of) => of('solder.perClosedBytes'),
    bound: { most: 8 },
    beside: (of) => {
      const opened = of('solder.perOpenedAndClosed');
      return opened === undefined
        ? undefined
        : `${opened.toLocaleString('en')} of the process for each that was opened and closed`;
    },
  },
  {
    id: 'memory-open',
    aim: 'memory: for each open document at most 0.5 × Hocuspocus',
    of: 'memory',
    value: (of) => ratio(of('solder.perOpen'), of('peers.hocuspocus.perOpen')),
    bound: { most: 0.5 },
    why: 'A document that nobody edits for some seconds is kept as its bytes; in the heap its room, channel and member take 3.5 KB beside them (docs/decisions/0038-documents-at-rest.md).',
  },
  {
    id: 'memory-start',
    aim: 'start-up with 100,000 documents: at most 1.15 × that with an empty store',
    of: 'memory',
    value: (of) => ratio(of('solder.startMs'), of('solder.startMsEmpty')),
    bound: { most: 1.15 },
    why: 'Nothing is read of records before the relay listens. What differs is what the system remembers of a file of 900 MB, and deriving, which begins at once and shares the cores with the start.',
  },
  {
    id: 'growth',
    aim: 'a document after 10,000 edits by one session: at most 1.5 × its size after the first',
    of: 'growth',
    value: (of) => of('solder.ratio'),
    bound: { most: 1.5 },
  },
];
