/** What a search found, by kind: the name of each record, how it stands, and where the words are. */
import { entityKey } from '../../../shared/lib/ids.ts';
import { kindNamed } from '../../../shared/schema/kinds.ts';
import { useDevice } from '../device.ts';
import type { Found, SearchGroup, SearchHit } from '../../replica/queries.ts';
import { titleOf } from '../list/title-of.ts';
import { inDigits } from '../words.ts';
import { StatusPill } from '../parts/status-pill.tsx';
import { useNameOf } from '../people/use-colleagues.ts';
import { Marked } from './marked.tsx';
import classes from './search-dialog.module.css';

interface SearchHitsProps {
  /** The id of the list, of which those of the hits are made. */
  readonly list: string;
  readonly groups: readonly SearchGroup[];
  /** The place of the hit that Enter opens. */
  readonly chosen: number;
  readonly open: (hit: SearchHit) => void;
}

export const hitId = (list: string, place: number): string => `${list}-${place}`;

export function SearchHits({ list, groups, chosen, open }: SearchHitsProps) {
  const nameOf = useNameOf();
  const before = groups.map((_, index) =>
    groups.slice(0, index).reduce((count, { hits }) => count + hits.length, 0),
  );
  return (
    <div id={list} role="listbox" aria-label="Found">
      {groups.map(({ kind, hits, total }, index) => (
        <div key={kind} role="group" aria-label={kindNamed(kind)?.plural ?? kind}>
          <p className={classes.kind} aria-hidden="true">
            <span>{kindNamed(kind)?.plural ?? kind}</span>
            <span className="quiet">{inDigits(total)}</span>
          </p>
          {hits.map((hit, place) => {
            const at = (before[index] ?? 0) + place;
            return (
              <Hit
                key={entityKey(hit.name)}
                id={hitId(list, at)}
                hit={hit}
                chosen={at === chosen}
                nameOf={nameOf}
                open={() => open(hit)}
              />
            );
          })}
        </div>
      ))}
    </div>
  );
}

interface HitProps {
  readonly id: string;
  readonly hit: SearchHit;
  readonly chosen: boolean;
  /** What an account is called. */
  readonly nameOf: (user: string) => string;
  readonly open: () => void;
}

function Hit({ id, hit: { row, found }, chosen, nameOf, open }: HitProps) {
  const { replica } = useDevice();
  const kind = kindNamed(row.kind);
  const status = row.fields['status'];
  return (
    // The field keeps the focus and names the chosen one, so that one can go on typing; a click is for the mouse.
    <div
      id={id}
      role="option"
      aria-selected={chosen}
      className={classes.hit}
      onClick={open}
      data-kind={row.kind}
    >
      <span className={classes.title}>
        <span className={classes.name}>{kind ? titleOf(kind, row, replica) : row.id}</span>
        {typeof status === 'string' && <StatusPill status={status} />}
      </span>
      {found.slice(0, 2).map((place) => (
        <span
          key={`${place.of.kind}/${place.of.id}/${place.field}/${place.text}`}
          className={`small ${classes.place}`}
        >
          <span className="quiet">{placeName(row.id, place)}</span>{' '}
          {isAccount(place) ? nameOf(place.text) : <Marked text={place.text} ranges={place.ranges} />}
        </span>
      ))}
    </div>
  );
}

function isAccount({ of, field }: Found): boolean {
  const declared = kindNamed(of.kind)?.fields.get(field);
  return (
    declared !== undefined &&
    'scalar' in declared &&
    declared.scalar.type === 'string' &&
    declared.scalar.person === true
  );
}

/** `Phone`, or `Client’s phone` where another record says it. */
function placeName(id: string, { of, field }: Found): string {
  const kind = kindNamed(of.kind);
  const label = kind?.fields.get(field)?.label ?? field;
  return of.id === id ? label : `${kind?.label ?? of.kind}’s ${label.toLowerCase()}`;
}
