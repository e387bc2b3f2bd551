/** One device of the shop: whose, how it stands, what to do, and what it counted. */
import { Button } from '@mantine/core';
import type { DeviceTold } from '../../../../shared/protocol/device-told.ts';
import { inDigits } from '../../words.ts';
import { describeDevice, metricsOf } from './describe-device.ts';
import classes from './devices.module.css';
import { MetricsList } from './metrics-list.tsx';

interface DeviceCardProps {
  readonly device: DeviceTold;
  readonly now: number;
  readonly retire: () => void;
}

export function DeviceCard({ device, now, retire }: DeviceCardProps) {
  const { tone, state, unsent, advice } = describeDevice(device, now);
  const { name, device: called, id, schema, behind, counts } = device;
  const title = `${name}, ${called || `device ${id.slice(-6)}`}`;
  return (
    <article className={classes.card} data-tone={tone} aria-label={title} data-testid="shop-device">
      <div className={classes.top}>
        <h3>{title}</h3>
        <span className={classes.state} data-tone={tone}>
          {state}
        </span>
      </div>
      {advice && <p className={classes.advice}>{advice}</p>}
      <dl className={classes.facts}>
        <div>
          <dt>Unsent</dt>
          <dd>{unsent}</dd>
        </div>
        <div>
          <dt>Not taken in yet</dt>
          <dd>{behind === null ? 'not known' : behind === 0 ? 'nothing' : `${inDigits(behind)} changes`}</dd>
        </div>
        <div>
          <dt>Version</dt>
          <dd>{schema}</dd>
        </div>
      </dl>
      {counts ? (
        <MetricsList says={`Counted by ${title}`} metrics={metricsOf([device])} now={now} />
      ) : (
        <p className="quiet small">It told nothing of what it counted.</p>
      )}
      {!device.connected && (
        <Button variant="subtle" color="gray" className={classes.retire ?? ''} onClick={retire}>
          Sign it out for good…
        </Button>
      )}
    </article>
  );
}
