/** What is drawn of a result: a figure that all who took part have. */
import type { Result } from './results.ts';

interface Drawing {
  readonly draws: string;
  readonly says: string;
  /** What stands behind a bar, where that is not the figure. */
  readonly label?: (figures: Result) => string;
}

const perCpuSecond: Drawing = {
  draws: 'deliveriesPerCpuSecond',
  says: 'deliveries for each second of the server’s processor time; longer is better',
};
const ms: Drawing = { draws: 'ms', says: 'milliseconds; shorter is better' };
const lost: Drawing = {
  draws: 'lostPercent',
  says: 'lost of what was taken for safe; shorter is better',
  label: ({ lost, confirmed }) => `${counted(lost)} of ${counted(confirmed)}`,
};

const counted = (value: unknown): string => (typeof value === 'number' ? value.toLocaleString('en') : '–');

/** By the key of the job. */
export const drawings: Readonly<Record<string, Drawing>> = {
  'fan-out': perCpuSecond,
  'fan-out-2000': {
    draws: 'p99Ms',
    says: 'milliseconds within which 99 % of the deliveries came; shorter is better',
  },
  'hot-room': perCpuSecond,
  'first-sync-1000': ms,
  'first-sync-10000': ms,
  'resync-1000': ms,
  'resync-10000': ms,
  'resync-100000': ms,
  memory: { draws: 'perOpen', says: 'bytes for each open document; shorter is better' },
  trace: { draws: 'serverCpuSeconds', says: 'the server’s processor seconds; shorter is better' },
  'kill-2000': lost,
  'kill-16000': lost,
};
