/**
 * The open questions of a shop: fields whose concurrent values ask a person, the gravest first, then the oldest. Made from
 * rows, so that the tray is whole without a network and opens no document. Pure.
 */
import type { Row } from '../../../shared/document/types.ts';
import type { Gravity, Kind } from '../../../shared/schema/field.ts';

export interface OpenQuestion {
  readonly kind: Kind;
  readonly row: Row;
  readonly field: string;
  readonly label: string;
  readonly gravity: Gravity;
}

export const questionKey = ({ kind, row, field }: OpenQuestion): string => `${kind.name}/${row.id}/${field}`;

const order: readonly Gravity[] = ['critical', 'high', 'medium', 'low'];

export function openQuestions(
  found: readonly { readonly kind: Kind; readonly rows: readonly Row[] }[],
): OpenQuestion[] {
  return found
    .flatMap(({ kind, rows }) =>
      rows.flatMap((row) =>
        row.review.map((name): OpenQuestion => {
          const field = kind.fields.get(name);
          return { kind, row, field: name, label: field?.label ?? name, gravity: field?.gravity ?? 'medium' };
        }),
      ),
    )
    .sort((a, b) => order.indexOf(a.gravity) - order.indexOf(b.gravity) || a.row.at - b.row.at);
}
