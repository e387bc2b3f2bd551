/** Which tone a status has: work under way, waiting for somebody, done, or trouble. Statuses are unique over all kinds. */

export type StatusTone = 'work' | 'wait' | 'done' | 'trouble' | 'plain';

const tones: Readonly<Record<Exclude<StatusTone, 'plain'>, readonly string[]>> = {
  work: ['diagnosing', 'repairing', 'repaired_qc', 'rejection_qc', 'in_progress', 'open', 'arrived'],
  wait: [
    'awaiting_authorisation',
    'authorised_awaiting_parts',
    'authorised_source_parts',
    'awaiting_revised_quote',
    'awaiting_device',
    'awaiting_collection',
    'pending',
    'on_hold',
  ],
  done: [
    'repaired_ready',
    'rejection_ready',
    'service_complete',
    'collected',
    'despatched',
    'collected_despatched',
    'resolved',
    'done',
  ],
  trouble: ['rejected', 'company_rejected', 'cancelled', 'missed'],
};

const byStatus = new Map<string, StatusTone>(
  (Object.entries(tones) as [StatusTone, readonly string[]][]).flatMap(([tone, statuses]) =>
    statuses.map((status): [string, StatusTone] => [status, tone]),
  ),
);

export const toneOf = (status: string): StatusTone => byStatus.get(status) ?? 'plain';
