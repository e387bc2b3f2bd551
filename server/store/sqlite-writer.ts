/**
 * The writer thread: the only one with a connection that writes, so that an fsync never stops the event loop.
 * It takes all that has arrived, commits it with one fsync, answers, and looks again: what arrives during a commit
 * shares the next one (rule STORE-2).
 */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { must } from '../../shared/lib/assert.ts';
import type { WriteCall } from './calls.ts';
import { commit, commitAlone, isUpkeep, standsAlone } from './commit.ts';
import { Connection } from './connection.ts';
import { prepare } from './row-sums.ts';
import { takesBackUntil } from './renew-store.ts';
import type { Answer, Batch, FromThread, ThreadOptions, ToThread } from './thread-messages.ts';

/** Bounds on one transaction, so that a long queue is acknowledged bit by bit. */
const mostCalls = 4096;
const mostBytes = 8 * 1024 * 1024;

const port = must(parentPort, 'the writer runs in a thread');
const say = (message: FromThread): void => port.postMessage(message);

/** Batches of this era and older are refused. */
let failedEra = -1;
/** Taken from the port and not yet committed. */
const waiting: Batch<WriteCall>[] = [];
let closing = false;

function start(options: ThreadOptions): void {
  let connection: Connection;
  try {
    connection = new Connection({ ...options, mode: 'write' });
    prepare(connection);
  } catch (error) {
    say({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
    return;
  }
  const epoch = connection.get<{ value: string }>(`SELECT value FROM meta WHERE name = 'epoch'`);
  port.on('message', (message: ToThread<WriteCall>) => {
    take(message);
    while (waiting.length > 0) work(connection);
    if (!closing) return;
    connection.close();
    port.close();
  });
  say({
    type: 'ready',
    identity: {
      epoch: must(epoch, 'the meta table has an epoch').value,
      takesBackUntil: takesBackUntil(connection),
    },
  });
}

function take(message: ToThread<WriteCall>): void {
  if (message === 'close') closing = true;
  else waiting.push(message);
}

/** Takes what has arrived since, without going back to the event loop. */
function takeArrived(): void {
  for (;;) {
    const arrived = receiveMessageOnPort(port);
    if (!arrived) return;
    take(arrived.message as ToThread<WriteCall>);
  }
}

function work(connection: Connection): void {
  const { era, calls } = nextGroup();
  const answers: Answer[] = [];
  if (era <= failedEra) {
    const message = 'an earlier write failed';
    for (const { id } of calls) answers.push({ id, outcome: { result: 'unavailable', message } });
    say({ type: 'answers', era, endsEra: true, answers });
    return;
  }
  for (const upkeep of [false, true]) {
    const group = calls.filter(({ call }) => isUpkeep(call) === upkeep && !standsAlone(call));
    if (group.length === 0) continue;
    const began = performance.now();
    const outcomes = commit(
      connection,
      group.map(({ call }) => call),
    );
    const took = performance.now() - began;
    const endsEra = !upkeep && outcomes.some(({ result }) => result === 'unavailable');
    if (endsEra) failedEra = era;
    say({
      type: 'answers',
      era,
      endsEra,
      answers: group.map(({ id }, at) => ({ id, outcome: must(outcomes[at], 'each call has an outcome') })),
      ...(!upkeep && { took }),
    });
  }
  workAlone(connection, era, calls);
}

/** These fail alone: nothing that waits behind them builds on them. */
function workAlone(connection: Connection, era: number, calls: Batch<WriteCall>['calls']): void {
  for (const { id, call } of calls) {
    if (!standsAlone(call)) continue;
    say({ type: 'answers', era, endsEra: false, answers: [{ id, outcome: commitAlone(connection, call) }] });
  }
}

/** As many waiting calls of one era as a transaction may hold. */
function nextGroup(): { era: number; calls: Batch<WriteCall>['calls'][number][] } {
  takeArrived();
  const first = must(waiting.shift(), 'somebody waits');
  const calls = [...first.calls];
  let bytes = first.bytes;
  while (waiting.length > 0) {
    const next = must(waiting[0], 'somebody waits');
    const fits = calls.length + next.calls.length <= mostCalls && bytes + next.bytes <= mostBytes;
    if (next.era !== first.era || !fits) break;
    waiting.shift();
    calls.push(...next.calls);
    bytes += next.bytes;
  }
  return { era: first.era, calls };
}

start(workerData as ThreadOptions);
