/** A link to another record by its title; an id that leads nowhere is shown as it is. */
import { parseEntityId, parseKind } from '../../../shared/lib/ids.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import { useDevice } from '../device.ts';
import { titleOf } from '../list/title-of.ts';
import { recordPath } from '../route.ts';
import { useRow } from '../use-row.ts';
import { Link } from '../shell/link.tsx';
import classes from './fields.module.css';

interface LinkProps {
  readonly kindName: string;
  readonly id: string;
  /** What it is called here, where that is not its title. */
  readonly called?: string;
}

export function RecordLink({ kindName, id, called }: LinkProps) {
  const { replica } = useDevice();
  const row = useRow(kindName, id);
  const kind = kinds.get(kindName);
  const name = { kind: parseKind(kindName), id: parseEntityId(id) };
  if (!kind || !name.kind || !name.id) return <span>{called ?? id}</span>;
  const to = { kind: name.kind, id: name.id };
  return (
    <Link className={`record-link ${classes.link}`} href={recordPath(replica.shop, to)}>
      {called ?? titleOf(kind, row ?? { id, fields: {} }, replica)}
    </Link>
  );
}
