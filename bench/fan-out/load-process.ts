/** The child's side of a load that is a process of its own: it gets a plan, tells when it measures, and answers a result. */
import type { FromLoad, Moment } from './messages.ts';

export type Tell = (moment: Moment) => void;

const send = (message: FromLoad<unknown>): void => void process.send?.(message);

/** Runs `load` with the plan that comes, which is of its kind, and ends. */
export function asLoad(load: (plan: never, tell: Tell) => Promise<unknown>): void {
  // Nobody is left to be told.
  process.once('disconnect', () => process.exit());
  process.once('message', (plan) => {
    load(plan as never, (type) => send({ type }))
      .then((result) => send({ type: 'done', result }))
      .catch((error: unknown) =>
        send({ type: 'failed', message: error instanceof Error ? error.message : String(error) }),
      )
      .finally(() => process.disconnect());
  });
}
