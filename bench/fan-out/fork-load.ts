/** The parent's side of a load that is a process of its own. It ends with the stack. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { FromLoad, Moment } from './messages.ts';

/** Hands it the plan, is told by `at` of its moments, and answers its result. @throws what made it fail. */
export function forkLoad<Result>(
  file: string,
  plan: object,
  at: (moment: Moment) => void,
  stack: AsyncDisposableStack,
): Promise<Result> {
  const load = fork(file, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  stack.defer(() => end(load));
  return new Promise<Result>((resolve, reject) => {
    load.on('message', (message: FromLoad<Result>) => {
      if (message.type === 'done') resolve(message.result);
      else if (message.type === 'failed') reject(new Error(message.message));
      else at(message.type);
    });
    load.on('error', reject);
    // Not when it exits: what it said before may still be on its way.
    load.on('close', (code) => reject(new Error(`the load ended with ${code}`)));
    load.send(plan);
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
