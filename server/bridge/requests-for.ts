/** Which requests send some fields: one PATCH of the record for most, and the routes that the mapping names for the others. Pure. */
import { shortestWay } from './shortest-way.ts';
import { must } from '../../shared/lib/assert.ts';
import type { Value } from '../../shared/schema/field.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import type { Step } from './assess.ts';
import type { Looked } from './look.ts';
import type { KindMapping, Route } from './mapping/mapping.ts';
import { between, bodyOf, countsOf } from './mapping/tally.ts';

/** A field and what is sent for it. */
export interface Sayable {
  readonly step: Step;
  readonly json: Value;
}

/** One request, which says some fields. */
export interface FieldRequest {
  readonly method: 'PATCH' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly sayable: readonly Sayable[];
  /** By key. */
  readonly body: Readonly<Record<string, Value>>;
  /** The key that says which record it is of, where that has to be said. */
  readonly owner?: string;
}

export function requestsFor(
  mapping: KindMapping,
  sayable: readonly Sayable[],
  { values: theirs, parts }: Looked,
): readonly FieldRequest[] {
  const byRoute = Map.groupBy(sayable, ({ step }) => step.mapping.writing?.route ?? 'patch');
  return [...byRoute].flatMap(([name, some]): readonly FieldRequest[] => {
    const route = mapping.routes.find((each) => each.name === name);
    if (!route) return [requestOf({ name, method: 'PATCH', path: mapping.one }, some)];
    if (route.part) return [partRequest(route, route.part, some, parts)];
    if (route.rows) return some.flatMap((each) => rowRequests(route, route.rows, each, parts));
    return route.stepwise
      ? some.flatMap((each) => stepwise(mapping, route, each, theirs))
      : [requestOf(route, some)];
  });
}

function requestOf({ method, path, body = {} }: Route, sayable: readonly Sayable[]): FieldRequest {
  const said = sayable.map(({ step, json }) => [step.mapping.writing?.key ?? '', json]);
  return { method, path, sayable, body: { ...body, ...Object.fromEntries(said) } };
}

/** Where one row of a list is. */
const placeOf = (path: string, item: string): string => path.replace('{item}', encodeURIComponent(item));

/** Writes the one part of a list, or makes it. */
function partRequest(
  route: Route,
  { list, make }: NonNullable<Route['part']>,
  sayable: readonly Sayable[],
  parts: Looked['parts'],
): FieldRequest {
  const [part] = parts.get(list) ?? [];
  if (part) {
    const path = placeOf(route.path, part.id);
    return requestOf({ ...route, path }, sayable);
  }
  const made = requestOf({ name: route.name, method: 'POST', path: make.path }, sayable);
  return { ...made, body: { ...make.body, ...made.body }, owner: make.owner };
}

/** One request for each sort of which there are not as many there: rows are made, changed in number and deleted. */
function rowRequests(
  route: Route,
  rows: Route['rows'],
  each: Sayable,
  parts: Looked['parts'],
): readonly FieldRequest[] {
  const { list, tally, one, body } = must(rows, 'rows');
  const there = Map.groupBy(parts.get(list) ?? [], ({ sort = '' }) => sort);
  const had = new Map(
    [...there].map(([sort, some]) => [sort, some.reduce((sum, { quantity }) => sum + quantity, 0)]),
  );
  return [...between(had, countsOf(each.json))].flatMap(([sort, more]): readonly FieldRequest[] => {
    const request = { sayable: [each], method: route.method, path: route.path };
    const [first, ...others] = there.get(sort) ?? [];
    if (!first) return [{ ...request, body: { ...body, ...bodyOf(tally, sort, more) } }];
    const left = first.quantity + more;
    const gone = (had.get(sort) ?? 0) + more === 0 ? [first, ...others] : left === 0 ? [first] : [];
    if (gone.length === 0)
      return [
        { ...request, method: 'PATCH', path: placeOf(one, first.id), body: { [tally.quantity.at]: left } },
      ];
    return gone.map(({ id }) => ({ ...request, method: 'DELETE', path: placeOf(one, id), body: {} }));
  });
}

/** A status goes to where it is meant to be by the moves of its own table; straight there, where none lead there. */
function stepwise(
  { kind }: KindMapping,
  route: Route,
  each: Sayable,
  theirs: ReadonlyMap<string, Value>,
): readonly FieldRequest[] {
  const { field, value } = each.step;
  const declared = must(kindNamed(kind)?.fields.get(field), 'a field of the kind');
  const moves = 'moves' in declared ? declared.moves : undefined;
  const from = theirs.get(field);
  const way =
    moves && typeof from === 'string' && typeof value === 'string'
      ? shortestWay(moves, from, value)
      : undefined;
  return (way ?? [value]).map((to) => requestOf(route, [{ ...each, json: to }]));
}
