/** What is aimed at where updates are passed on. */
import type { Aim, Figure } from '../aim.ts';
import { ratio } from '../figures.ts';

/** The same of other loads, of which less is joined: the target is of letters behind each other. */
const others = (peer: 'ws' | 'hocuspocus', name: string): readonly Aim[] =>
  [
    ['fan-out-paper', 'letters of which a fifth is taken back, as in a paper'] as const,
    ['fan-out-fields', 'values of fields'] as const,
  ].map(([of, says]) => ({
    id: `${of}-${peer}`,
    aim: `there, with ${says}: deliveries per CPU second, × ${name}`,
    of,
    value: (figure) => perCpuSecond(figure, peer),
  }));

const perCpuSecond = (figure: Figure, peer: 'ws' | 'hocuspocus'): number | undefined =>
  ratio(figure('solder.deliveriesPerCpuSecond'), figure(`peers.${peer}.deliveriesPerCpuSecond`));

export const fanOutAims: readonly Aim[] = [
  {
    id: 'fan-out-ws',
    aim: 'fan-out, saturated: deliveries per CPU second, at least 1.0 × the forwarding ws (letters behind each other)',
    of: 'fan-out',
    value: (figure) => perCpuSecond(figure, 'ws'),
    bound: { least: 1 },
  },
  ...others('ws', 'the forwarding ws'),
  {
    id: 'fan-out-hocuspocus',
    aim: 'fan-out, saturated: at least 1.6 × Hocuspocus with SQLite (letters behind each other)',
    of: 'fan-out',
    value: (figure) => perCpuSecond(figure, 'hocuspocus'),
    bound: { least: 1.6 },
  },
  ...others('hocuspocus', 'Hocuspocus with SQLite'),
  {
    id: 'fan-out-2000-p99',
    aim: 'fan-out at 2,000 updates/s: p99 of a delivery at most 1.5 × the forwarding ws',
    of: 'fan-out-2000',
    value: (of) => ratio(of('solder.p99Ms'), of('peers.ws.p99Ms')),
    bound: { most: 1.5 },
    why:
      'Two thousand updates a second come one by one: hardly any can be joined, and each has a transaction of Yjs, a batch for the log and nearly a commit of its own. Of the main thread’s busy time 29 % is writing to sockets (8,000 deliveries and 2,000 acknowledgements a second), 40 % Yjs and ' +
      'judging, 6 % handing over to the log’s thread, 2 % garbage. With real-time priority, where it waits for no core, the relay’s p99 is 0.72 ms (1.25 before) and that of ws 0.4; the rest is waiting for one of two cores (decision 36).',
  },
  {
    id: 'fan-out-2000-ack',
    aim: 'there: p99 of an acknowledgement at most 3 × one fsync',
    of: 'fan-out-2000',
    value: (of) => ratio(of('solder.ackP99Ms'), of('fsyncMs')),
    bound: { most: 3 },
    why:
      'An acknowledgement waits for the commit that is under way and for its own: the median is two fsyncs and two hops between threads. A commit of a few entries takes 0.04 ms for its statements and 0.26 for the rest, nearly all of it the fsync. With real-time priority and a disk that is always as quick the ' +
      'p99 is 1.7 ms (2.7 before), four fsyncs: of commits that hold more, and of moving the log into the file every 16,000 pages, which makes half a millisecond of it at most. The rest is waiting for a core, and whoever else uses the disk (decision 36).',
  },
];
