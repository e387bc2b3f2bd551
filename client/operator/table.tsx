/** A table that scrolls sideways where it is wider than the page, and becomes cards on a phone. */
import { Table as MantineTable } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './operator.module.css';

export interface Column<T> {
  readonly says: string;
  readonly cell: (line: T) => ReactNode;
  readonly isNumber?: boolean;
}

interface TableProps<T> {
  readonly caption: string;
  readonly columns: readonly Column<T>[];
  readonly lines: readonly T[];
  readonly keyOf: (line: T) => string;
  /** What is said where there are none. */
  readonly none: string;
}

export function Table<T>({ caption, columns, lines, keyOf, none }: TableProps<T>) {
  if (lines.length === 0) return <p className="quiet">{none}</p>;
  return (
    <MantineTable className={classes.table ?? ''} verticalSpacing="xs" role="table">
      <caption className={classes.hidden}>{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ says, isNumber = false }) => (
            <th key={says} scope="col" data-number={isNumber}>
              {says}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={keyOf(line)}>
            {columns.map(({ says, cell, isNumber = false }) => (
              <td key={says} data-says={says} data-number={isNumber}>
                {cell(line)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </MantineTable>
  );
}
