/**
 * Which tasks of a page's main thread took long, by the processor time that the thread itself used: on a machine with other
 * work a task that waits for the processor looks long and holds up nobody whose machine is idle. The time on the clock is told
 * beside it.
 */
import type { CDPSession, Page } from 'playwright-core';

/** In milliseconds; `at` since the watch began. */
export interface LongTask {
  readonly at: number;
  readonly cpu: number;
  readonly wall: number;
}

export interface MainThread {
  /** Ends the watch. Tasks of more than `longerThan` milliseconds, on the processor or on the clock. */
  stop(): Promise<readonly LongTask[]>;
}

export const longerThan = 50;

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** These three in microseconds. */
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Watches until it is stopped. Costs the page some of its time for each task: keep it short where time is measured, too. */
export async function watchMainThread(page: Page): Promise<MainThread> {
  const session: CDPSession = await page.context().newCDPSession(page);
  const threads = new Set<string>();
  const tasks: (LongTask & { readonly thread: string })[] = [];
  let begun = Number.POSITIVE_INFINITY;
  session.on('Tracing.dataCollected', ({ value }) => {
    for (const event of value as unknown as readonly TraceEvent[]) {
      const thread = `${event.pid}/${event.tid}`;
      if (event.name === 'thread_name' && event.args?.name === 'CrRendererMain') threads.add(thread);
      if (event.ph !== 'X' || event.name !== 'ThreadControllerImpl::RunTask') continue;
      begun = Math.min(begun, event.ts);
      const [cpu, wall] = [(event.tdur ?? 0) / 1_000, (event.dur ?? 0) / 1_000];
      if (cpu > longerThan || wall > longerThan) tasks.push({ at: event.ts, cpu, wall, thread });
    }
  });
  const ended = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel'] },
  });
  return {
    async stop() {
      await session.send('Tracing.end');
      await ended;
      await session.detach();
      return tasks
        .filter(({ thread }) => threads.has(thread))
        .map(({ at, cpu, wall }) => ({ at: Math.round((at - begun) / 1_000), cpu, wall }))
        .sort((a, b) => a.at - b.at);
    },
  };
}

/** Those that used the processor for too long. */
export const byProcessor = (tasks: readonly LongTask[]): readonly LongTask[] =>
  tasks.filter(({ cpu }) => cpu > longerThan);
