/** What is aimed at where updates are passed on. */
import type { Aim } from '../aim.ts';
import { ratio } from '../figures.ts';

export const fanOutAims: readonly Aim[] = [
  {
    id: 'fan-out-ws',
    aim: 'fan-out, saturated: deliveries per CPU second, at least 1.0 × the forwarding ws',
    of: 'fan-out',
    value: (of) => ratio(of('solder.deliveriesPerCpuSecond'), of('peers.ws.deliveriesPerCpuSecond')),
    bound: { least: 1 },
    why:
      'On a machine so busy that each server had less than a quarter of a core it came to 0.76: in 4 s the relay had 0.7 s of a processor, and was measured before it was warm. Of its main thread’s time (`--profile`) 19 % is ' +
      'Yjs and judging, 10 % collecting garbage, 8 % handing batches to the log’s thread, 8 % writing to sockets; most of the rest is reading frames.',
  },
  {
    id: 'fan-out-hocuspocus',
    aim: 'fan-out, saturated: at least 1.6 × Hocuspocus with SQLite',
    of: 'fan-out',
    value: (of) => ratio(of('solder.deliveriesPerCpuSecond'), of('peers.hocuspocus.deliveriesPerCpuSecond')),
    bound: { least: 1.6 },
  },
  {
    id: 'fan-out-2000-p99',
    aim: 'fan-out at 2,000 updates/s: p99 of a delivery at most 1.5 × the forwarding ws',
    of: 'fan-out-2000',
    value: (of) => ratio(of('solder.p99Ms'), of('peers.ws.p99Ms')),
    bound: { most: 1.5 },
    why:
      'Two thousand updates a second come one by one: nothing can be joined, and each has a transaction of Yjs, a batch for the log and a commit of its own. Of the main thread’s busy time 27 % is writing to sockets (8,000 calls of the system a second, which ' +
      'ws has as well), 14 % Yjs and judging, 7 % handing over to the log’s thread and hearing from it, 3 % garbage; the log’s thread keeps most of the second core busy with commits. A delivery waits for none of that but its own judging; it waits for a core.',
  },
  {
    id: 'fan-out-2000-ack',
    aim: 'there: p99 of an acknowledgement at most 3 × one fsync',
    of: 'fan-out-2000',
    value: (of) => ratio(of('solder.ackP99Ms'), of('fsyncMs')),
    bound: { most: 3 },
    why:
      'An acknowledgement waits for the commit that is under way and for its own. With no disk below it (a file in memory) a commit of a few entries takes 0.06 to 0.14 ms; on the disk 0.3 to 1 ms, nearly all of it the fsync. So the median is about two fsyncs and two hops between threads; ' +
      'the last per cent is that of moving the write-ahead log into the file, with fsyncs of both, and of whoever else uses the disk. That is done once for 16,000 pages in place of 4,000, which took the mean commit from 1.04 to 0.74 ms and its p99 from 5.6 to 4.5 ms.',
  },
];
