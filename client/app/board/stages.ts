/** The columns of the board: the statuses of a device in the order of the workflow, gathered as a bench sees them. */
import type { DeviceStatus } from '../../../shared/schema/device-status.ts';

export interface Stage {
  readonly name: StageName;
  readonly label: string;
  readonly statuses: readonly string[];
  /** Devices that have left the shop: shown only when somebody asks. */
  readonly gone?: boolean;
}

export type StageName =
  'intake' | 'diagnosis' | 'quote' | 'parts' | 'repair' | 'checks' | 'rejected' | 'ready' | 'gone' | 'other';

const stage = (
  name: StageName,
  label: string,
  statuses: readonly DeviceStatus[],
  more: Pick<Stage, 'gone'> = {},
): Stage => ({ name, label, statuses, ...more });

export const stages: readonly Stage[] = [
  stage('intake', 'Intake', ['device_received']),
  stage('diagnosis', 'Diagnosis', ['diagnosing']),
  stage('quote', 'Quote', ['ready_to_quote', 'awaiting_authorisation', 'awaiting_revised_quote']),
  stage('parts', 'Parts', ['authorised_source_parts', 'authorised_awaiting_parts']),
  stage('repair', 'Repair', ['ready_to_repair', 'repairing']),
  stage('checks', 'Quality check', ['repaired_qc']),
  stage('rejected', 'Rejected', ['rejected', 'company_rejected', 'rejection_qc']),
  // Whether it was repaired or not, it is the client's turn.
  stage('ready', 'Ready', ['repaired_ready', 'rejection_ready']),
  stage('gone', 'Handed out', ['collected', 'despatched'], { gone: true }),
];

/** Where a status goes that only a newer version knows: nothing that is in the shop is left off its board. */
export const otherStage: Stage = { name: 'other', label: 'Other', statuses: [] };

const byStatus = new Map<string, Stage>(
  stages.flatMap((each) => each.statuses.map((status): [string, Stage] => [status, each])),
);

/** A device that nobody gave a status has only just come in. */
export const stageOf = (status: string | null): Stage =>
  status === null ? (stages[0] as Stage) : (byStatus.get(status) ?? otherStage);
