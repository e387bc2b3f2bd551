/** Which records are a client's, by what their rows show (rule ERASE-1), and which files are named in them. */
import type { EntityName, FileId, ShopId } from '../../shared/lib/ids.ts';
import { entityKey, parseEntityId, parseFileId, parseKind } from '../../shared/lib/ids.ts';
import { must } from '../../shared/lib/assert.ts';
import { readRegisters } from '../../shared/document/registers.ts';
import { belongingKinds, fileFields, ownerOf } from '../../shared/schema/erasure.ts';
import type { Kind } from '../../shared/schema/field.ts';
import { kinds } from '../../shared/schema/kinds.ts';
import type * as Y from 'yjs';
import type { Relay } from '../relay/relay.ts';
import type { DocumentName, Store } from '../store/store.ts';

const rowsAtOnce = 500;
const most = 200;

export interface Found extends EntityName {
  /** Whether something of it stays for the books: what was deleted is in none. */
  readonly stays: boolean;
}

export interface Looked {
  readonly found: readonly Found[];
  /** Files that records show which stay, whoever else does. */
  readonly shownElsewhere: ReadonlySet<string>;
}

/** Records that belong to one of `owners`, to one that does, and so on. `owners` grows by them. */
export async function findRecords(
  relay: Pick<Relay, 'rows'>,
  shop: ShopId,
  owners: Set<string>,
): Promise<Looked> {
  const found: Found[] = [];
  const shownElsewhere = new Set<string>();
  const belonging = belongingKinds();
  const others = [...kinds.values()].filter(
    (kind) => fileFields(kind).length > 0 && !belonging.includes(kind),
  );
  for (const kind of [...belonging, ...others]) {
    const name = must(parseKind(kind.name), 'a declared kind has a legal name');
    let after: string | undefined;
    do {
      const page = await relay.rows(shop, name, { limit: rowsAtOnce, ...(after !== undefined && { after }) });
      for (const row of page.rows) {
        const owner = ownerOf(kind, row.fields);
        const id = parseEntityId(row.id);
        if (id === undefined) continue;
        const key = entityKey({ kind: name, id });
        if (owner !== undefined && owners.has(owner)) {
          owners.add(key);
          found.push({ kind: name, id, stays: kind.booked === true && !row.deleted });
        } else if (!owners.has(key)) {
          for (const field of fileFields(kind))
            for (const file of [row.fields[field]].flat())
              if (typeof file === 'string') shownElsewhere.add(file);
        }
      }
      after = page.next;
    } while (after !== undefined);
  }
  return { found, shownElsewhere };
}

/** Ids of files that a record names, or named as far as its history and the edits that were written back say. */
export async function filesOf(
  store: Pick<Store, 'history' | 'refused'>,
  name: DocumentName,
  kind: Kind,
  doc: Y.Doc,
): Promise<readonly FileId[]> {
  const fields = new Set(fileFields(kind));
  if (fields.size === 0) return [];
  const files = new Set<FileId>();
  const take = (value: unknown): void => {
    if (typeof value === 'string') {
      const file = parseFileId(value);
      if (file) files.add(file);
    } else if (typeof value === 'object' && value !== null) Object.values(value).forEach(take);
  };
  const registers = readRegisters(doc, kind);
  for (const field of fields) for (const { entry } of registers.get(field) ?? []) take(entry.value);
  const ofFields = (change: unknown): boolean =>
    typeof change === 'object' && change !== null && 'field' in change && fields.has(String(change.field));
  const history = await store.history({ name, limit: Number.MAX_SAFE_INTEGER - 1 });
  for (const { changes } of history?.entries ?? []) {
    const told: unknown = JSON.parse(changes);
    if (Array.isArray(told)) told.filter(ofFields).forEach(take);
  }
  let before: number | undefined;
  for (;;) {
    const edits = await store.refused({
      shop: name.shop,
      limit: most,
      ...(before !== undefined && { before }),
    });
    for (const edit of edits) {
      const isOf = edit.name.kind === name.kind && edit.name.id === name.id && fields.has(edit.field);
      if (isOf) take(parsed(edit.value));
    }
    before = edits.at(-1)?.n;
    if (edits.length < most) return [...files];
  }
}

/** Values are kept as JSON, cut where they were too long. */
function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** How many there are of each kind. */
export function countByKind(names: readonly EntityName[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of names) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
