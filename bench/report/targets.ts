/** What is aimed at, what came out, and where it is out of reach, why. */
import { figure, ratio } from './figures.ts';
import { whys } from './whys.ts';
import type { Results } from './results.ts';

export interface Target {
  readonly aim: string;
  /** What was measured; undefined when nothing was. */
  readonly measured: string | undefined;
  readonly met: boolean | undefined;
  /** Where it is not met. */
  readonly why: string | undefined;
}

export function targets(results: Results): readonly Target[] {
  const of = (key: string, at: string): number | undefined => figure(results, key, at);
  const perCpu = (whose: string): number | undefined => of('fan-out', `${whose}.deliveriesPerCpuSecond`);
  const firstSync = (docs: number): readonly Target[] => {
    const key = `first-sync-${docs}`;
    const count = docs.toLocaleString('en');
    return [
      least(
        `first sync of ${count}, Node: at least 10 × as fast as y-websocket-server`,
        ratio(of(key, 'peers.yWebsocketServer.ms'), of(key, 'ms')),
        10,
      ),
      least(
        `first sync of ${count}, Node: at least 10 × as fast as Hocuspocus`,
        ratio(of(key, 'peers.hocuspocus.ms'), of(key, 'ms')),
        10,
      ),
      most(
        `first sync of ${count}, Node: at most 1.5 × a REST pull of the rows`,
        ratio(of(key, 'ms'), of(key, 'peers.rest.ms')),
        1.5,
      ),
    ];
  };
  return [
    least(
      'fan-out, saturated: deliveries per CPU second, at least 1.0 × the forwarding ws',
      ratio(perCpu('solder'), perCpu('peers.ws')),
      1,
    ),
    least(
      'fan-out, saturated: at least 1.6 × Hocuspocus with SQLite',
      ratio(perCpu('solder'), perCpu('peers.hocuspocus')),
      1.6,
    ),
    most(
      'fan-out at 2,000 updates/s: p99 of a delivery at most 1.5 × the forwarding ws',
      ratio(of('fan-out-2000', 'solder.p99Ms'), of('fan-out-2000', 'peers.ws.p99Ms')),
      1.5,
    ),
    most(
      'there: p99 of an acknowledgement at most 3 × one fsync',
      ratio(of('fan-out-2000', 'solder.ackP99Ms'), of('fan-out-2000', 'fsyncMs')),
      3,
    ),
    ...firstSync(1_000),
    ...firstSync(10_000),
    most(
      'first sync of 10,000, Chromium: at most 2 × writing the same bytes into one object store',
      of('first-sync-chromium', 'ratio'),
      2,
    ),
    most('resync of 100,000: one round trip', of('resync-100000', 'roundTrips'), 1),
    most(
      'resync of 100,000: below 1 KB in both directions',
      sum(of('resync-100000', 'bytesUp'), of('resync-100000', 'bytesDown')),
      1_023,
    ),
    most(
      'resync of 10,000: at most 3 × the REST `since` call, without starting the replica',
      ratio(of('resync-10000', 'connectMs'), of('resync-10000', 'peers.rest.ms')),
      3,
    ),
    most('memory: bytes for each further closed document', of('memory', 'solder.perClosedBytes'), 8),
    most(
      'memory: for each open document at most 0.5 × Hocuspocus',
      ratio(of('memory', 'solder.perOpen'), of('memory', 'peers.hocuspocus.perOpen')),
      0.5,
    ),
    most(
      'start-up with 100,000 documents beside an empty store (1 is equal)',
      ratio(of('memory', 'solder.startMs'), of('memory', 'solder.startMsEmpty')),
      1.15,
    ),
    most(
      'a document after 10,000 edits by one session, beside its size after the first',
      of('growth', 'ratio'),
      1.5,
    ),
    most(
      'open-shop, 20,000 records: usable at most 1.5 × an almost empty shop',
      of('open-shop', 'ratio'),
      1.5,
    ),
    most('open-shop: a search stands within 50 ms of its key (95 %)', of('open-shop', 'searchP95Ms'), 50),
    most('open-shop: no task of over 50 ms while catching up', of('open-shop', 'longTasks'), 0),
    most('kill −9 at 2,000 updates/s: acknowledged and lost', of('kill-2000', 'solder.lost'), 0),
    most('kill −9 at 16,000 updates/s: acknowledged and lost', of('kill-16000', 'solder.lost'), 0),
  ];
}

function target(aim: string, value: number | undefined, met: boolean | undefined): Target {
  const measured = value === undefined ? undefined : value.toLocaleString('en');
  return { aim, measured, met, why: met === false ? whys[aim] : undefined };
}

const sum = (left: number | undefined, right: number | undefined): number | undefined =>
  left === undefined || right === undefined ? undefined : left + right;

const least = (aim: string, value: number | undefined, bound: number): Target =>
  target(aim, value, value === undefined ? undefined : value >= bound);
const most = (aim: string, value: number | undefined, bound: number): Target =>
  target(aim, value, value === undefined ? undefined : value <= bound);
