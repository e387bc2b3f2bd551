/** One row of a list: what the record is called, how it stands, and its marks for unsent edits and open questions. */
import { memo } from 'react';
import type { Row } from '../../../shared/document/types.ts';
import type { Kind } from '../../../shared/schema/field.ts';
import type { Present } from '../../../shared/protocol/messages.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import type { Replica } from '../../replica/types.ts';
import { useDevice } from '../device.ts';
import { showMoney } from '../fields/money.ts';
import { Faces } from '../people/faces.tsx';
import { StatusPill } from '../parts/status-pill.tsx';
import { asPeople } from '../people/use-people.ts';
import { recordName } from '../record-name.ts';
import { recordPath } from '../route.ts';
import { Link } from '../shell/link.tsx';
import { brief, moment } from '../when.ts';
import { titleOf } from './title-of.ts';

/** In pixels; the list's window is computed from it. */
export const rowHeight = 60;

interface ListRowProps {
  readonly kind: Kind;
  readonly row: Row;
  /** What stands below the title. */
  readonly under: string;
  readonly position: number;
  readonly total: number;
  readonly current: boolean;
  readonly pending: boolean;
  readonly present: readonly Present[];
}

/** Drawn again only when something on it changed: scrolling draws the rows that come into sight. */
export const ListRow = memo(function ListRow(props: ListRowProps) {
  const { kind, row, under, position, total, current, pending, present } = props;
  const { replica } = useDevice();
  const name = recordName(row.kind, row.id);
  if (!name) return null;
  const status = row.fields['status'];
  return (
    <li
      className="list-row"
      style={{ transform: `translateY(${position * rowHeight}px)`, height: rowHeight }}
      aria-posinset={position + 1}
      aria-setsize={total}
    >
      <Link
        href={recordPath(replica.shop, name)}
        aria-current={current ? 'page' : undefined}
        data-id={row.id}
      >
        <span className="grow">
          <span className="title">{titleOf(kind, row, replica)}</span>
          <span className="small quiet under">
            {typeof status === 'string' && <StatusPill status={status} />}
            <span>{under}</span>
          </span>
        </span>
        <Faces
          people={asPeople(present.filter(({ user }) => user !== replica.user.id))}
          label="Looking at this"
        />
        <span className="small quiet aside">
          <span>{row.at > 0 ? brief(row.at, replica.now()) : ''}</span>
          <span>
            {row.review.length > 0 && (
              <span className="mark review-mark" title="Two people disagree here" data-mark="review">
                review
              </span>
            )}
            {row.deleted && (
              <span className="mark deleted-mark" data-mark="deleted">
                deleted
              </span>
            )}
            {pending && (
              <span className="mark" title="Edits here are not sent yet" data-mark="pending">
                unsent
              </span>
            )}
          </span>
        </span>
      </Link>
    </li>
  );
});

/** What else tells this record from its neighbours: when it is, what is left of it, whose it is, and the title field that the title leaves out. */
export function under(kind: Kind, row: Row, replica: Replica): string {
  const third = row.fields[kind.title[2] ?? ''];
  const words = typeof third === 'string' ? [third] : [];
  const start = row.fields['start'];
  if (typeof start === 'number') words.push(moment(start, replica.now()));
  const stock = row.fields['movements'];
  if (typeof stock === 'object' && stock !== null && 'sum' in stock) words.push(`${stock.sum} in stock`);
  const price = row.fields['price'];
  if (stock !== undefined && typeof price === 'number') words.push(showMoney(price));
  for (const [name, field] of kind.fields) {
    if (kind.title.includes(name)) continue;
    const value = row.fields[name];
    if (!('scalar' in field) || field.scalar.type !== 'reference' || typeof value !== 'string') continue;
    const to = recordName(field.scalar.kind, value);
    const ofKind = kinds.get(field.scalar.kind);
    const other = to && replica.row(to);
    if (ofKind && other) words.push(titleOf(ofKind, other));
  }
  return words.slice(0, 2).join(' · ');
}
