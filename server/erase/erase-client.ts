/**
 * Erasing a client (section ERASE of docs/SPEC.md): finds what is theirs, takes all of it away in one commit with what stays for the
 * books in its place, removes their files, and writes the store's file anew. Cut off at any moment it is not begun, or it is
 * finished by the next start and the next erasure. What comes in between, made on a device before it heard, is found
 * when the same client is erased again.
 */
import * as Y from 'yjs';
import { systemAuthors, freshEntityId, parseKind } from '../../shared/lib/ids.ts';
import type { EntityKey, EntityName, FileId, ShopId } from '../../shared/lib/ids.ts';
import { entityKey } from '../../shared/lib/ids.ts';
import { must } from '../../shared/lib/assert.ts';
import type { Random } from '../../shared/lib/random.ts';
import type { Time } from '../../shared/lib/time.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import { personKinds } from '../../shared/schema/erasure.ts';
import type { Files } from '../files/files.ts';
import { loadDocument } from '../relay/load-document.ts';
import type { Relay } from '../relay/relay.ts';
import { rowJson } from '../relay/room.ts';
import { Erased, type Erasure, type StoredErasure } from '../store/erasure-store.ts';
import type { DocumentName, LogEntry, Store } from '../store/store.ts';
import { countByKind, filesOf, findRecords, type Found } from './find-records.ts';
import { finishErasures } from './finish-erasures.ts';
import { remainderOf } from './remainder.ts';

export interface EraseParts {
  readonly store: Store;
  readonly relay: Pick<Relay, 'rows' | 'row' | 'erase'>;
  readonly files: Pick<Files, 'remove'>;
  readonly time: Pick<Time, 'now'>;
  readonly random: Random;
}

export type WhyNot =
  | { readonly kind: 'no-shop' }
  /** There is no such client. */
  | { readonly kind: 'unknown' }
  /** It was erased, and nothing came since. */
  | { readonly kind: 'already'; readonly erasure: StoredErasure | undefined };

/** It is not erased, because there is nothing to erase. */
export class NotErased extends Error {
  override readonly name = 'NotErased';
  readonly why: WhyNot;

  constructor(why: WhyNot) {
    super(why.kind);
    this.why = why;
  }
}

export interface ErasurePlan {
  /** How the client is called; null for one that was erased before. */
  readonly title: string | null;
  /** Records that go, by kind. */
  readonly records: Readonly<Record<string, number>>;
  /** Those of them of which something stays for the books. */
  readonly kept: Readonly<Record<string, number>>;
  readonly files: number;
}

export interface ErasureReport extends ErasurePlan {
  /** False when bytes may lie in the store's file, or a file could not be removed, until it is asked again or the next start. */
  readonly finished: boolean;
}

const client = must(parseKind(must(personKinds()[0], 'somebody').name), 'a kind');

/** What erasing would do; nothing is changed. @throws NotErased, StoreUnavailable */
export async function planErasure(
  parts: EraseParts,
  shop: ShopId,
  id: EntityName['id'],
): Promise<ErasurePlan> {
  const { subject, title, owners, isThere } = await look(parts, shop, id);
  const { found, shownElsewhere } = await findRecords(parts.relay, shop, owners);
  const names = isThere ? [{ ...subject, stays: false }, ...found] : found;
  if (names.length === 0) throw await already(parts.store, shop, subject);
  const files = new Set<FileId>();
  for (const name of names) {
    const read = await readStored(parts.store, { shop, kind: name.kind, id: name.id });
    if (!read) continue;
    for (const file of await filesOf(parts.store, read.name, read.kind, read.doc))
      if (!shownElsewhere.has(file)) files.add(file);
    read.doc.destroy();
  }
  const kept = countByKind(names.filter(({ stays }) => stays));
  return { title, records: countByKind(names), kept, files: files.size };
}

/**
 * Resolves when nothing of it is left here.
 * @param by a user's id, or who runs the relay
 * @throws NotErased, StoreUnavailable
 */
export async function eraseClient(
  parts: EraseParts,
  { shop, id, by }: { readonly shop: ShopId; readonly id: EntityName['id']; readonly by: string },
): Promise<ErasureReport> {
  const { subject, title, owners, isThere } = await look(parts, shop, id);
  const erased: Found[] = [];
  let files = 0;
  // Again until there is nothing more: somebody may have written while the first were looked for.
  for (let first = true; ; first = false) {
    const { found, shownElsewhere } = await findRecords(parts.relay, shop, owners);
    const names = first && isThere ? [{ ...subject, stays: false }, ...found] : found;
    if (names.length === 0) break;
    files += await eraseOnce(parts, { shop, subject, by, names, owners, shownElsewhere });
    erased.push(...names);
  }
  const finished = await finishErasures(parts);
  if (erased.length === 0) throw await already(parts.store, shop, subject);
  const kept = countByKind(erased.filter(({ stays }) => stays));
  return { title, records: countByKind(erased), kept, files, finished };
}

async function look({ store, relay }: EraseParts, shop: ShopId, id: EntityName['id']) {
  if (!(await store.hasShop(shop))) throw new NotErased({ kind: 'no-shop' });
  const subject = { kind: client, id };
  const row = await relay.row({ shop, ...subject });
  const before = await store.erasedFor(shop, subject);
  if (!row && before.length === 0) throw new NotErased({ kind: 'unknown' });
  const fields = kindNamed(client)?.title ?? [];
  const title = row
    ? fields.map((field) => row.fields[field]).find((value) => typeof value === 'string')
    : null;
  const owners = new Set<string>([entityKey(subject), ...before]);
  return { subject, title: typeof title === 'string' ? title : null, owners, isThere: row !== undefined };
}

const already = async (store: Store, shop: ShopId, subject: EntityName): Promise<NotErased> => {
  const erasures = await store.erasures(shop);
  const last = erasures.find((each) => entityKey(each.subject) === entityKey(subject));
  return new NotErased({ kind: 'already', erasure: last });
};

interface Once extends Pick<Erasure, 'shop' | 'subject' | 'by'> {
  readonly names: readonly Found[];
  /** These and all that were erased before: nothing that stays refers to one. */
  readonly owners: ReadonlySet<string>;
  /** Files that stay, because others show them, too (rule ERASE-9). */
  readonly shownElsewhere: ReadonlySet<string>;
}

/** One commit; answers how many files go with it. */
async function eraseOnce(
  parts: EraseParts,
  { shop, subject, by, names, owners, shownElsewhere }: Once,
): Promise<number> {
  const { store, relay, time, random } = parts;
  let files = 0;
  await relay.erase(shop, names, async () => {
    const staying = names.filter(({ stays }) => stays);
    const ids = new Map<EntityKey, EntityName['id']>(
      staying.map((name) => [entityKey(name), freshEntityId(time.now(), random)]),
    );
    const renamed = (kind: string, id: string): string | null | undefined => {
      const key = `${kind}/${id}` as EntityKey;
      return owners.has(key) ? (ids.get(key) ?? null) : undefined;
    };
    const kept: LogEntry[] = [];
    const all = new Set<FileId>();
    for (const { kind: kindName, id } of names) {
      const read = await readStored(store, { shop, kind: kindName, id });
      if (!read) continue;
      const { name, kind, doc } = read;
      for (const file of await filesOf(store, name, kind, doc)) if (!shownElsewhere.has(file)) all.add(file);
      const now = ids.get(entityKey(name));
      if (now !== undefined) {
        const rest = remainderOf(kind, doc, renamed, random);
        kept.push(entryOf({ shop, kind: kindName, id: now }, rest.doc, rest.client, time.now()));
        rest.doc.destroy();
      }
      doc.destroy();
    }
    files = all.size;
    const burnt = names.map(({ kind, id }) => ({ kind, id }));
    return { shop, subject, by, at: time.now(), names: burnt, kept, files: [...all] };
  });
  return files;
}

const entryOf = (name: DocumentName, doc: Y.Doc, written: number, at: number): LogEntry => ({
  name,
  update: Y.encodeStateAsUpdate(doc),
  author: systemAuthors.relay,
  at,
  through: 'relay',
  claims: [{ client: written, user: systemAuthors.relay }],
  reached: [{ client: written, clock: Y.getState(doc.store, written) }],
  changes: JSON.stringify([{ type: 'created' }]),
  row: rowJson(kindNamed(name.kind), name, doc),
});

/** Undefined for one that is gone, or of a kind that this version does not know. */
async function readStored(store: Store, name: DocumentName) {
  const kind = kindNamed(name.kind);
  const stored = await store.load(name).catch((error: unknown) => {
    if (error instanceof Erased) return undefined;
    throw error;
  });
  return stored && kind && { name, kind, doc: loadDocument(stored).doc };
}
