/**
 * One bounded step of following a shop: takes in what moved, then writes some of what is due (rules DERIVE-3 to
 * DERIVE-5). Facts are of what is stored, never of what is only on its way there. Whatever is cut off is done again by
 * the next step, and finds what is written already.
 */
import type { EntityId, EntityName, KindName, ShopId } from '../../shared/lib/ids.ts';
import { systemAuthors } from '../../shared/lib/ids.ts';
import { projectRow } from '../../shared/document/row.ts';
import type { Row } from '../../shared/document/types.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import { errorKind, type Log } from '../log.ts';
import { loadDocument } from '../relay/load-document.ts';
import type { Relay } from '../relay/relay.ts';
import {
  StoreUnavailable,
  type DocumentName,
  type Fact,
  type MovedRecord,
  type Store,
} from '../store/store.ts';
import { Erased } from '../store/erasure-store.ts';
import { derivedFields, says } from './derived-fields.ts';
import { dueOf, factOf, followedKinds, sourceKinds } from './facts.ts';

export interface DeriveParts {
  readonly store: Pick<Store, 'shops' | 'moved' | 'load' | 'facts' | 'derivation' | 'saveDerivation'>;
  readonly relay: Pick<Relay, 'row' | 'write' | 'watch'>;
  readonly log: Log;
}

/** Records that are taken in at once, and about how many characters of their rows: some milliseconds of work. */
const atOnce = { limit: 200, bytes: 256_000 };
/** Records that are written at once; they share their commits. */
const writesAtOnce = 16;

/**
 * Whether there is more to do.
 * @throws StoreUnavailable
 */
export async function deriveStep(parts: DeriveParts, shop: ShopId): Promise<boolean> {
  const { store } = parts;
  const { upTo } = await store.derivation(shop, 0);
  const moved = await store.moved({ shop, after: upTo, kinds: followedKinds, ...atOnce });
  if (moved.records.length > 0) {
    const now = await factsNow(parts, shop, moved.records);
    const before = await store.facts({ shop, names: now });
    const { changed, due } = dueOf(before, now);
    await store.saveDerivation(shop, { upTo: moved.upTo, facts: changed, due });
  }
  // Nothing is written while facts are missing: what follows from half of them would be written twice.
  if (moved.more) return true;
  const { due } = await store.derivation(shop, writesAtOnce);
  if (due.length === 0) return false;
  await writeDue(parts, shop, due);
  return true;
}

async function factsNow(
  parts: DeriveParts,
  shop: ShopId,
  records: readonly MovedRecord[],
): Promise<readonly Fact[]> {
  const facts: Fact[] = [];
  for (const { kind, id, row: json } of records) {
    const row = json === null ? await rowStored(parts, { shop, kind, id }) : (JSON.parse(json) as Row);
    if (row) facts.push(factOf({ kind, id }, row));
  }
  return facts;
}

/** Undefined for a document that cannot be integrated: it is as it was, and does not end anything. */
async function rowStored({ store, log }: DeriveParts, name: DocumentName): Promise<Row | undefined> {
  const stored = await store.load(name).catch((error: unknown) => {
    if (error instanceof Erased) return undefined;
    throw error;
  });
  const kind = kindNamed(name.kind);
  if (!stored || !kind) return undefined;
  try {
    const { doc } = loadDocument(stored);
    const row = projectRow(kind, name.id, doc);
    doc.destroy();
    return row;
  } catch (error) {
    log('error', 'row-not-made', { ...name, kind: errorKind(error) });
    return undefined;
  }
}

async function writeDue(parts: DeriveParts, shop: ShopId, due: readonly EntityName[]): Promise<void> {
  const { store } = parts;
  const sources = await sourcesOf(parts, shop, due);
  const owns = await store.facts({ shop, names: due });
  const outcomes = await Promise.allSettled(
    due.map((name) => {
      const own = owns.find(({ kind, id }) => kind === name.kind && id === name.id);
      return writeOne(parts, { shop, ...name }, own, sources.get(name.kind)?.get(name.id) ?? []);
    }),
  );
  const settled = due.filter((_, at) => outcomes[at]?.status === 'fulfilled');
  await store.saveDerivation(shop, { settled });
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}

/** By the kind and the id of what follows from them. */
async function sourcesOf(
  { store }: DeriveParts,
  shop: ShopId,
  due: readonly EntityName[],
): Promise<ReadonlyMap<KindName, ReadonlyMap<EntityId, readonly Fact[]>>> {
  const found = new Map<KindName, Map<EntityId, Fact[]>>();
  for (const [kind, names] of Map.groupBy(due, ({ kind }) => kind)) {
    const from = sourceKinds.get(kind);
    if (!from) continue;
    const facts = await store.facts({ shop, kind: from, targets: names.map(({ id }) => id) });
    const ofEach = new Map<EntityId, Fact[]>();
    for (const fact of facts) {
      if (fact.target === null) continue;
      const known = ofEach.get(fact.target);
      if (known) known.push(fact);
      else ofEach.set(fact.target, [fact]);
    }
    found.set(kind, ofEach);
  }
  return found;
}

/** @throws StoreUnavailable; anything else is of this record, and trying again would not mend it. */
async function writeOne(
  { relay, log }: DeriveParts,
  name: DocumentName,
  own: Fact | undefined,
  sources: readonly Fact[],
): Promise<void> {
  const fields = derivedFields(own, sources);
  if (!fields) return;
  try {
    const row = await relay.row(name);
    if (!row || [...fields].every(([field, value]) => says(row.fields[field], value))) return;
    await relay.write(name, systemAuthors.relay, (entity) => {
      for (const [field, value] of fields) if (!says(entity.get(field), value)) entity.set(field, value);
    });
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error;
    log('error', 'record-not-derived', { ...name, kind: errorKind(error) });
  }
}
