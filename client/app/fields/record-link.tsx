/** A link to another record by its title; an id that leads nowhere is shown as it is. */
import { parseEntityId, parseKind } from '../../../shared/lib/ids.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import { useDevice } from '../device.ts';
import { titleOf } from '../list/title-of.ts';
import { recordPath } from '../route.ts';
import { Link } from '../shell/link.tsx';
import classes from './fields.module.css';

export function RecordLink({ kindName, id }: { kindName: string; id: string }) {
  const { replica } = useDevice();
  const kind = kinds.get(kindName);
  const name = { kind: parseKind(kindName), id: parseEntityId(id) };
  if (!kind || !name.kind || !name.id) return <span>{id}</span>;
  const to = { kind: name.kind, id: name.id };
  return (
    <Link className={`record-link ${classes.link}`} href={recordPath(replica.shop, to)}>
      {titleOf(kind, replica.row(to) ?? { id, fields: {} })}
    </Link>
  );
}
