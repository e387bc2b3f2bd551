/**
 * A new record is an address until somebody enters something: going there and away again leaves nothing behind. What it
 * begins with is written together with the first thing that is entered (rule RECORD-7).
 */
import { useEffect } from 'react';
import { parseEntityId, parseKind, type EntityName } from '../../../shared/lib/ids.ts';
import { must } from '../../../shared/lib/assert.ts';
import type { EntityDocument } from '../../../shared/document/entity-document.ts';
import type { Kind, Value } from '../../../shared/schema/field.ts';
import type { OpenRecord, Replica } from '../../replica/types.ts';
import { recordPath, withQuery } from '../route.ts';
import { goTo } from '../use-route.ts';
import { layouts } from './layouts/layouts.ts';

/** Stands in the query of an address at which a record is to be begun. */
const beginning = 'new';

export type Given = Readonly<Record<string, string>>;

/** Where a new record is begun; `given` are references that it has from the start, such as its client. */
export function beginPath(shop: string, name: EntityName, given: Given = {}): string {
  return withQuery(recordPath(shop, name), { ...given, [beginning]: '1' });
}

export const newRecordPath = (replica: Replica, kindName: string, given: Given = {}): string =>
  beginPath(replica.shop, replica.freshName(must(parseKind(kindName), 'a kind of the schema')), given);

export const isBeginning = (query: URLSearchParams): boolean => query.has(beginning);

/** What the record at this address begins with: what its layout says, and the references in the address. */
export function beginsWith(kind: Kind, query: URLSearchParams): Readonly<Record<string, Value>> {
  const given = Object.fromEntries(
    [...kind.fields].flatMap(([name, field]) => {
      const id = query.get(name);
      const legal = 'scalar' in field && field.scalar.type === 'reference' && id && parseEntityId(id);
      return legal ? [[name, legal]] : [];
    }),
  );
  return { ...layouts.get(kind.name)?.begins, ...given };
}

/** Writes what the record begins with where nobody has written anything else. */
export function begin(entity: EntityDocument, values: Readonly<Record<string, Value>>, now: number): void {
  entity.change(() => {
    if (entity.get('created') === null) entity.set('created', Math.floor(now));
    for (const [field, value] of Object.entries(values))
      if (entity.get(field) === null) entity.set(field, value);
  });
}

/** Begins the record with its first local edit, in the same turn; `done` is called then. */
export function useBeginning(
  open: OpenRecord,
  values: Readonly<Record<string, Value>> | undefined,
  replica: Replica,
): void {
  const { doc } = open;
  useEffect(() => {
    if (!values) return undefined;
    const first = (
      _: Uint8Array,
      __: unknown,
      ___: unknown,
      { local }: { readonly local: boolean },
    ): void => {
      if (!local) return;
      stop();
      begin(open.entity, values, replica.now());
      goTo(recordPath(replica.shop, open.name), { replace: true });
    };
    const stop = (): void => doc.off('update', first);
    doc.on('update', first);
    return stop;
  }, [open, doc, values, replica]);
}
