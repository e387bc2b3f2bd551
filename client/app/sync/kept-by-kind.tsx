/** What each kind of record takes up, and of how many only the row is here. */
import { kinds } from '../../../shared/schema/kinds.ts';
import type { Usage } from '../../replica/keeping/types.ts';
import { counted } from '../words.ts';
import classes from './kept.module.css';
import { sizeText } from './size-text.ts';

export function KeptByKind({ usage }: { usage: Usage }) {
  const byKind = [...usage.byKind].sort(([, a], [, b]) => b.documents + b.rows - a.documents - a.rows);
  if (byKind.length === 0) return null;
  return (
    <details className={classes.details}>
      <summary>By kind</summary>
      <ul className={classes.lines}>
        {byKind.map(([name, { records, rowOnly, documents, rows }]) => (
          <li key={name}>
            <span className="grow">{kinds.get(name)?.plural ?? name}</span>
            <span className="quiet small">
              {counted(records - rowOnly, 'record')}
              {rowOnly > 0 && ` and ${rowOnly.toLocaleString('en-GB')} in lists only`}
            </span>
            <span>{sizeText(documents + rows)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
