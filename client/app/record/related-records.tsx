/** Records that refer to this one, by kind, from the schema alone: a kind that is added later appears by itself (rule RECORD-9). */
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { parseEntityId, parseKind } from '../../../shared/lib/ids.ts';
import type { Row } from '../../../shared/document/types.ts';
import type { Field, Kind } from '../../../shared/schema/field.ts';
import { useDevice } from '../device.ts';
import { kindsFor } from '../kinds-for.ts';
import { titleOf } from '../list/title-of.ts';
import { StatusPill } from '../parts/status-pill.tsx';
import { recordPath } from '../route.ts';
import { Link } from '../shell/link.tsx';
import { goTo } from '../use-route.ts';
import { useRowsOf } from '../use-row.ts';
import { brief } from '../when.ts';
import { newRecordPath } from './new-record.ts';
import classes from './related.module.css';

interface RelatedProps {
  readonly kind: Kind;
  readonly id: string;
}

export function RelatedRecords({ kind, id }: RelatedProps) {
  const { replica } = useDevice();
  const groups = kindsFor(replica.user.role).flatMap((other) =>
    [...other.fields].flatMap(([name, field]) =>
      refersTo(field) === kind.name && !elsewhere.has(`${kind.name}<${other.name}`)
        ? [{ other, field: name, label: field.label }]
        : [],
    ),
  );
  return groups.map(({ other, field, label }) => (
    <Group key={`${other.name}.${field}`} other={other} field={field} label={label} kind={kind} id={id} />
  ));
}

/** Shown by a panel of their own. */
const elsewhere: ReadonlySet<string> = new Set(['order<device', 'employee<pay']);

function refersTo(field: Field): string | undefined {
  const scalar = 'scalar' in field ? field.scalar : 'element' in field ? field.element : undefined;
  return scalar?.type === 'reference' ? scalar.kind : undefined;
}

interface GroupProps extends RelatedProps {
  /** The kind of the records that refer. */
  readonly other: Kind;
  readonly field: string;
  readonly label: string;
}

/** More are shown when they are asked for. */
const few = 5;

function Group({ other, field, label, kind, id }: GroupProps) {
  const { replica } = useDevice();
  const [all, setAll] = useState(false);
  const heading = useId();
  useRowsOf(other.name);
  const rows = replica.referring({ kind: other.name, field, id });
  const { role } = replica.user;
  const makes = other.fields.get('created')?.write.some((each) => each === role) ?? false;
  if (rows.length === 0 && !makes) return null;
  // Two fields of one kind may refer here: then each says in what way.
  const title = label === kind.label ? other.plural : `${other.plural} (${label.toLowerCase()})`;
  return (
    <section className={classes.group} aria-labelledby={heading} data-related={other.name}>
      <div className={classes.head}>
        <h2 id={heading}>
          {title} {rows.length > 0 && <span className="quiet">{rows.length.toLocaleString('en-GB')}</span>}
        </h2>
        {makes && (
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={<IconPlus size={15} aria-hidden="true" />}
            aria-label={`New ${other.label.toLowerCase()} for this ${kind.label.toLowerCase()}`}
            onClick={() => goTo(newRecordPath(replica, other.name, { [field]: id }))}
          >
            New
          </Button>
        )}
      </div>
      {rows.length > 0 && (
        <ul className={classes.rows}>
          {(all ? rows : rows.slice(0, few)).map((row) => (
            <RelatedRow key={row.id} kind={other} row={row} />
          ))}
        </ul>
      )}
      {rows.length > few && !all && (
        <Button size="compact-sm" variant="subtle" onClick={() => setAll(true)}>
          Show all {rows.length.toLocaleString('en-GB')}
        </Button>
      )}
    </section>
  );
}

export function RelatedRow({ kind, row }: { kind: Kind; row: Row }) {
  const { replica } = useDevice();
  const to = { kind: parseKind(row.kind), id: parseEntityId(row.id) };
  if (!to.kind || !to.id) return null;
  const status = row.fields['status'];
  return (
    <li>
      <Link className={classes.row ?? ''} href={recordPath(replica.shop, { kind: to.kind, id: to.id })}>
        <span className={classes.title}>{titleOf(kind, row, replica)}</span>
        {typeof status === 'string' ? (
          <StatusPill status={status} />
        ) : (
          <span className="quiet small">{row.at > 0 ? brief(row.at, replica.now()) : ''}</span>
        )}
      </Link>
    </li>
  );
}
