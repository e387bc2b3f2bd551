/** A thread for tests: echoes what it is asked, and dies when it is told to. */
import { parentPort } from 'node:worker_threads';
import { must } from '../../shared/lib/assert.ts';
import type { FromThread, ToThread } from './thread-messages.ts';

const port = must(parentPort, 'the scene runs in a thread');
const say = (message: FromThread): void => port.postMessage(message);

port.on('message', (message: ToThread<{ do: string; says: string }>) => {
  if (message === 'close') return port.close();
  for (const { id, call } of message.calls) {
    if (call.do === 'die') throw new Error('told to die');
    say({
      type: 'answers',
      era: message.era,
      endsEra: false,
      answers: [{ id, outcome: { result: 'done', answer: call.says } }],
    });
  }
  return undefined;
});
say({ type: 'ready', identity: { epoch: 'scene', takesBackUntil: 0 } });
