/** What was counted of syncing, of one device or of all together. */
import { ago } from '../../when.ts';
import { inDigits } from '../../words.ts';
import { sizeText } from '../size-text.ts';
import { durationText, type Metrics } from './describe-device.ts';
import classes from './devices.module.css';

interface MetricsListProps {
  readonly says: string;
  readonly metrics: Metrics;
  readonly now: number;
}

export function MetricsList({ says, metrics, now }: MetricsListProps) {
  const facts: readonly (readonly [says: string, value: string])[] = [
    ['Last in step', metrics.lastSync === null ? 'never' : ago(metrics.lastSync, now)],
    ['Edits synced', inDigits(metrics.synced)],
    ['Average time', durationText(metrics.average)],
    ['Failed tries', inDigits(metrics.failed)],
    ['Sent', sizeText(metrics.bytesUp)],
    ['Received', sizeText(metrics.bytesDown)],
    ['Questions settled', inDigits(metrics.settled)],
  ];
  return (
    <dl className={classes.metrics} aria-label={says}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
