/** What is aimed at where a device takes a shop, and where it finds that nothing has changed. */
import type { Aim, Figure } from '../aim.ts';
import { ratio, sum } from '../figures.ts';

/** One of the figures of a first sync in milliseconds, beside somebody's. */
type Than = (figure: Figure, ms: number | undefined) => number | undefined;

const times =
  (peer: 'yWebsocketServer' | 'hocuspocus'): Than =>
  (figure, ms) =>
    ratio(figure(`peers.${peer}.ms`), ms);
const pulls: Than = (figure, ms) => ratio(ms, figure('peers.rest.ms'));

/** The relay keeps its pages for the device that comes next (decision 37): for the first one there are none. */
const first = (than: Than) => (figure: Figure) => {
  const value = than(figure, figure('solder.afterStartMs'));
  return value === undefined ? undefined : `${value.toLocaleString('en')} for the first device after a start`;
};

const firstSync = (
  docs: number,
  whys: { readonly yWebsocketServer: string; readonly hocuspocus: string; readonly rest: string },
): readonly Aim[] => {
  const of = `first-sync-${docs}`;
  const says = `first sync of ${docs.toLocaleString('en')}, Node`;
  return [
    {
      id: `${of}-y-websocket`,
      aim: `${says}: at least 10 × as fast as y-websocket-server`,
      of,
      value: (of) => times('yWebsocketServer')(of, of('solder.ms')),
      bound: { least: 10 },
      beside: first(times('yWebsocketServer')),
      why: whys.yWebsocketServer,
    },
    {
      id: `${of}-hocuspocus`,
      aim: `${says}: at least 10 × as fast as Hocuspocus`,
      of,
      value: (of) => times('hocuspocus')(of, of('solder.ms')),
      bound: { least: 10 },
      beside: first(times('hocuspocus')),
      why: whys.hocuspocus,
    },
    {
      id: `${of}-rest`,
      aim: `${says}: at most 1.5 × a REST pull of the rows`,
      of,
      value: (of) => pulls(of, of('solder.ms')),
      bound: { most: 1.5 },
      beside: first(pulls),
      why: whys.rest,
    },
  ];
};

export const syncAims: readonly Aim[] = [
  ...firstSync(1_000, {
    yWebsocketServer: 'As beside Hocuspocus.',
    hocuspocus:
      'What is left is the replica’s: 25 ms of a processor on its own thread for a thousand records, a sixth of it garbage and as much reading rows, beside 20 ms of the relay, which keeps the pages that it made for the device before (9 ms are its reader’s). ' +
      'Connecting and signing in, which the others do not have, are 6 ms. The first device after a start waits for reading and deflating as well, 40 ms of a processor, and for a relay of which nothing is compiled.',
    rest: 'REST pulls rows alone, over a connection that is there; here the documents come with them, deflated to a quarter of what REST sends, and are put into lists, and connecting and signing in are in the time.',
  }),
  ...firstSync(10_000, {
    yWebsocketServer:
      'For 10,000 records the replica takes 0.35 s of a processor (0.2 on its own thread: a sixth garbage, a sixth reading rows; the rest inflating and collecting), and the relay 0.15 (0.04 its reader, which keeps the pages that it made for the device before, and the rest ' +
      'handing them on). For the first device after a start the relay takes 0.55: reading, of which deflating is two fifths and SQLite one.',
    hocuspocus: 'As beside y-websocket-server.',
    rest: 'REST pulls rows alone, not deflated, over a connection that is there. Here each document comes with its row, deflated, is kept, and is put into lists.',
  }),
  {
    id: 'first-sync-chromium',
    aim: 'first sync of 10,000, Chromium: at most 2 × writing the same bytes into one object store',
    of: 'first-sync-chromium',
    value: (of) => of('solder.ratio'),
    bound: { most: 2 },
    why: 'What a page brings of new records is stored in bundles, a few requests for each page; most of what is left is the page’s own thread: reading rows, their order in lists, the names that are known, and the index of the search in its pauses.',
  },
  {
    id: 'resync-round-trips',
    aim: 'resync of 100,000: one round trip',
    of: 'resync-100000',
    value: (of) => of('solder.roundTrips'),
    bound: { most: 1 },
  },
  {
    id: 'resync-bytes',
    aim: 'resync of 100,000: below 1 KB in both directions',
    of: 'resync-100000',
    value: (of) => sum(of('solder.bytesUp'), of('solder.bytesDown')),
    bound: { most: 1_023 },
  },
  {
    id: 'resync-rest',
    aim: 'resync of 100,000: at most 3 × the REST `since` call of that run',
    of: 'resync-100000',
    value: (of) => ratio(of('solder.ms'), of('peers.rest.ms')),
    bound: { most: 3 },
    beside: (of) => {
      const connecting = ratio(of('solder.connectMs'), of('peers.rest.ms'));
      return connecting === undefined ? undefined : `${connecting} without starting the replica`;
    },
    why:
      'One round trip, but one with a signature to check, a store to ask for its head, a welcome, who is here and what was refused: 4 ms; the REST call is one statement. Nothing is written on the device. The rest is the replica’s own thread, which reads the rows of 10,000 records ' +
      'meanwhile, in slices of 4 ms, for each of which an answer may wait.',
  },
];
