/** The child's side of a load that is a process of its own: it gets a plan, tells when it measures, and answers a result. */
import type { FromLoad, Moment } from './messages.ts';

export type Tell = (moment: Moment) => void;

const send = (message: FromLoad<unknown>): void => void process.send?.(message);

/** Resolves when it left: what is still on its way when the channel ends is lost with it, however long that was. */
const sent = (message: FromLoad<unknown>): Promise<void> =>
  new Promise((resolve) => {
    if (process.send) process.send(message, undefined, undefined, () => resolve());
    else resolve();
  });

/** Runs `load` with the plan that comes, which is of its kind, and ends. */
export function asLoad(load: (plan: never, tell: Tell) => Promise<unknown>): void {
  // Nobody is left to be told.
  process.once('disconnect', () => process.exit());
  process.once('message', (plan) => {
    load(plan as never, (type) => send({ type }))
      .then((result) => sent({ type: 'done', result }))
      .catch((error: unknown) =>
        sent({ type: 'failed', message: error instanceof Error ? error.message : String(error) }),
      )
      .finally(() => process.disconnect());
  });
}
