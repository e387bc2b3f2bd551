/** What the threads that only read have in common: a connection of their own, and an answer to each call. */
import { parentPort } from 'node:worker_threads';
import { must } from '../../shared/lib/assert.ts';
import type { Outcome } from './commit.ts';
import { Connection } from './connection.ts';
import type { FromThread, ThreadOptions, ToThread } from './thread-messages.ts';

/**
 * Answers calls until it is told to close; to be called once, in the thread. `prepare` is given the open connection, and answers
 * what answers a call, at once or later; of which type calls are is between that and who sends them, nothing here looks into one.
 * What it throws is told as an outcome. `closed` is called when nothing more is asked.
 */
export function answerCalls(
  options: ThreadOptions,
  prepare: (connection: Connection) => (call: never) => unknown,
  closed = (): void => {},
): void {
  const port = must(parentPort, 'calls are answered in a thread');
  const say = (message: FromThread, transfer: readonly ArrayBuffer[] = []): void =>
    port.postMessage(message, transfer);
  let connection: Connection;
  try {
    connection = new Connection({ ...options, mode: 'read' });
  } catch (error) {
    return say({ type: 'failed', message: reasonOf(error) });
  }
  const answer = prepare(connection);
  port.on('message', (message: ToThread<never>) => {
    if (message === 'close') {
      connection.close();
      port.close();
      closed();
      return;
    }
    const { era } = message;
    for (const { id, call } of message.calls) {
      attempt(
        () => answer(call),
        (outcome) =>
          say({ type: 'answers', era, endsEra: false, answers: [{ id, outcome }] }, given(outcome)),
      );
    }
  });
  say({ type: 'ready', identity: { epoch: '', takesBackUntil: 0 } });
}

/** What is given away and not copied: a page's body, which nobody has but whoever asked. */
const given = (outcome: Outcome): readonly ArrayBuffer[] =>
  outcome.result === 'done' && isPage(outcome.answer) ? [outcome.answer.page.body.buffer] : [];

const isPage = (answer: unknown): answer is { readonly page: { readonly body: Uint8Array<ArrayBuffer> } } =>
  typeof answer === 'object' && answer !== null && 'page' in answer;

/** What is answered at once is told at once: who reads a page must not wait for the calls behind it. */
function attempt(work: () => unknown, tell: (outcome: Outcome) => void): void {
  const failed = (error: unknown): void => tell({ result: 'unavailable', message: reasonOf(error) });
  let made: unknown;
  try {
    made = work();
  } catch (error) {
    return failed(error);
  }
  if (made instanceof Promise) made.then((answer: unknown) => tell({ result: 'done', answer }), failed);
  else tell({ result: 'done', answer: made });
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
