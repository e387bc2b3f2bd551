/**
 * A record of which only the row is on this device, to save room (rule KEEP-4): what the row knows can be read, and the
 * rest comes as soon as there is a connection.
 */
import { Button, Group, Loader } from '@mantine/core';
import { IconCloudDown } from '@tabler/icons-react';
import { useState } from 'react';
import type { Row, RowValue } from '../../../shared/document/types.ts';
import type { Field, Kind, Scalar, Value } from '../../../shared/schema/field.ts';
import type { OpenRecord } from '../../replica/types.ts';
import { useDevice } from '../device.ts';
import { useShownValue } from '../fields/use-shown-value.ts';
import { titleOf } from '../list/title-of.ts';
import { useHere } from '../people/use-people.ts';
import { listPath } from '../route.ts';
import { useStatus } from '../status/use-status.ts';
import { goTo } from '../use-route.ts';
import { counted } from '../words.ts';
import classes from './away-record.module.css';

interface AwayProps {
  readonly open: OpenRecord;
  readonly kind: Kind;
  readonly row: Row | undefined;
}

export function AwayRecord({ open, kind, row }: AwayProps) {
  const { replica } = useDevice();
  const { state } = useStatus();
  useHere(undefined, '');
  const [asked, setAsked] = useState(false);
  const noun = kind.label.toLowerCase();
  const isAway = state === 'offline' || state === 'error';
  const ask = async (): Promise<void> => {
    await replica.keeping.ask(open.name);
    setAsked(true);
  };
  return (
    <article className={classes.away} data-testid="away-record">
      <h1>{titleOf(kind, row, replica)}</h1>
      {isAway ? (
        <div className={classes.why} role="status">
          <strong>This {noun} is not on this device</strong>
          <span>
            Its contents were let go of to save room, and there is no connection to fetch them. This is what
            the list knows:
          </span>
        </div>
      ) : (
        <div className={classes.why} role="status">
          <Loader size="xs" aria-hidden="true" />
          <span>Fetching the rest of this {noun} from the relay…</span>
        </div>
      )}
      <Group>
        {isAway && (
          <Button
            leftSection={<IconCloudDown size={18} aria-hidden="true" />}
            disabled={asked}
            onClick={() => void ask()}
          >
            {asked ? 'Comes with the next connection' : 'Fetch it when there is a connection'}
          </Button>
        )}
        <Button variant="default" onClick={() => goTo(listPath(replica.shop, kind.name))}>
          All {kind.plural.toLowerCase()}
        </Button>
      </Group>
      {row && <Known kind={kind} row={row} />}
    </article>
  );
}

/** What of a row is told: whatever is filled, but ids of pictures. */
function Known({ kind, row }: { kind: Kind; row: Row }) {
  const show = useShownValue();
  const known = [...kind.fields].flatMap(([name, field]) => {
    const text =
      name === 'deleted' || field.find === 'never' ? '' : told(field, row.fields[name] ?? null, show);
    return text === '' ? [] : [{ name, label: field.label, text }];
  });
  return (
    <dl className={classes.known}>
      {known.map(({ name, label, text }) => (
        <div key={name}>
          <dt>{label}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

function told(field: Field, value: RowValue, show: (scalar: Scalar, value: Value) => string): string {
  if (field.policy === 'ledger') {
    const { count = 0 } = typeof value === 'object' && value && 'count' in value ? value : {};
    return count > 0 ? counted(count, 'entry', 'entries') : '';
  }
  if (field.policy === 'set') {
    const elements = Array.isArray(value) ? (value as readonly Value[]) : [];
    return elements.map((each) => show(field.element, each)).join(', ');
  }
  if (value === null || value === '' || typeof value === 'object') return '';
  return field.policy === 'text' ? String(value) : show(field.scalar, value);
}
