/** Whose a record is, in a few words under its title: `Order 1045 · Jane Price` (rule TRAY-2). */
import { belongsBy } from '../../../shared/schema/erasure.ts';
import type { Kind } from '../../../shared/schema/field.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import type { Row } from '../../../shared/document/types.ts';
import type { Replica } from '../../replica/types.ts';
import { titleOf } from '../list/title-of.ts';
import { recordName } from '../record-name.ts';

type Records = Pick<Replica, 'row'>;
type Shown = Pick<Row, 'id' | 'fields'>;

/** Empty where it is nobody's, or where those are not on this device. */
export const whose = (kind: Kind, row: Shown, records: Records): string =>
  [...new Set(ownersOf(kind, row, records))].join(' · ');

/** A device's order, and its client: as far up as it goes, each record once. */
function ownersOf(
  kind: Kind,
  row: Shown,
  records: Records,
  below: ReadonlySet<string> = new Set(),
): readonly string[] {
  const seen = new Set([...below, `${kind.name}/${row.id}`]);
  return belongsBy(kind).flatMap(([name, { scalar }]) => {
    const value = row.fields[name];
    if (scalar.type !== 'reference' || typeof value !== 'string' || seen.has(`${scalar.kind}/${value}`))
      return [];
    const [to, ofKind] = [recordName(scalar.kind, value), kinds.get(scalar.kind)];
    const other = to && records.row(to);
    if (!other || !ofKind) return [];
    const title = titleOf(ofKind, other);
    return [ofKind.person ? title : `${ofKind.label} ${title}`, ...ownersOf(ofKind, other, records, seen)];
  });
}
