/** Letting the relay run dry on its operator's word (rule START-9), and ending it then if that is asked for. */
import { Hono } from 'hono';
import type { Draining } from '../draining.ts';
import type { Log } from '../log.ts';
import { noteDrain } from '../operator/acts.ts';
import type { Store } from '../store/store.ts';
import { readFields } from './json-body.ts';
import { Problem } from './problem.ts';

export interface DrainDependencies {
  readonly store: Pick<Store, 'shops' | 'noteAudit'>;
  readonly now: () => number;
  readonly log: Log;
  readonly draining: Draining;
  /** Ends the process in order, once this answer is out. */
  readonly endProcess: () => void;
}

export function drainRoutes({ store, now, log, draining, endProcess }: DrainDependencies): Hono {
  const routes = new Hono();

  routes.post('/', async (context) => {
    const end = (await readFields(context.req)).get('end') ?? false;
    if (typeof end !== 'boolean') throw new Problem('bad-request', 'Send {"end": true} or {"end": false}.');
    if (draining.serving()) await noteDrain({ store, log }, now());
    const drained = await draining.begin('operator');
    if (end) endProcess();
    return context.json({ ...drained, ending: end }, 200, { 'Cache-Control': 'no-store' });
  });

  return routes;
}
