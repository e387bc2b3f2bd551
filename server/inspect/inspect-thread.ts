/**
 * A thread with a connection of its own, in which the operator's dashboard reads whole tables: the relay's loop and its
 * reader go on meanwhile.
 */
import { workerData } from 'node:worker_threads';
import { never } from '../../shared/lib/assert.ts';
import { answerCalls } from '../store/answer-calls.ts';
import type { Connection } from '../store/connection.ts';
import type { ThreadOptions } from '../store/thread-messages.ts';
import type { InspectCall } from './inspect-calls.ts';
import { inspectDocument } from './inspect-document.ts';
import { look } from './look.ts';

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

answerCalls(workerData as ThreadOptions, (connection) => (call) => answer(connection, call));
