/**
 * A thread with a connection of its own, in which the operator's dashboard reads whole tables: the relay's loop and its
 * reader go on meanwhile.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { must, never } from '../../shared/lib/assert.ts';
import type { Outcome } from '../store/commit.ts';
import { Connection } from '../store/connection.ts';
import type { FromThread, ThreadOptions, ToThread } from '../store/thread-messages.ts';
import type { InspectCall } from './inspect-calls.ts';
import { inspectDocument } from './inspect-document.ts';
import { look } from './look.ts';

const port = must(parentPort, 'the inspector runs in a thread');
const say = (message: FromThread): void => port.postMessage(message);

function start(options: ThreadOptions): void {
  let connection: Connection;
  try {
    connection = new Connection({ ...options, mode: 'read' });
  } catch (error) {
    say({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
    return;
  }
  port.on('message', (message: ToThread<InspectCall>) => {
    if (message === 'close') {
      connection.close();
      port.close();
      return;
    }
    for (const { id, call } of message.calls) {
      void attempt(connection, call).then((outcome) =>
        say({ type: 'answers', era: message.era, endsEra: false, answers: [{ id, outcome }] }),
      );
    }
  });
  say({ type: 'ready', identity: { epoch: '', takesBackUntil: 0 } });
}

async function attempt(connection: Connection, call: InspectCall): Promise<Outcome> {
  try {
    return { result: 'done', answer: await answer(connection, call) };
  } catch (error) {
    return { result: 'unavailable', message: error instanceof Error ? error.message : String(error) };
  }
}

function answer(connection: Connection, call: InspectCall): unknown {
  switch (call.do) {
    case 'look':
      return look(connection, call.query);
    case 'document':
      return inspectDocument(connection, call.name);
    default:
      return never(call, 'a call that the inspector does not know');
  }
}

start(workerData as ThreadOptions);
