/**
 * The store without a disk, for tests that are about something else: the same contract but for what survives the
 * process. Calls are answered in a later turn, as from a disk. Tests can break its disk and lose parts of a document.
 */
import { assert, must } from '../../shared/lib/assert.ts';
import {
  entityKey,
  type Author,
  type EntityId,
  type EntityName,
  type FileId,
  type KindName,
  type ShopId,
} from '../../shared/lib/ids.ts';
import type { NumberRange, NumberSeries } from '../../shared/lib/order-number.ts';
import type { WrittenItem } from '../../shared/protocol/page.ts';
import { joinChain, mergeDamage, type ChainEntry, type ChainSnapshot } from './chain.ts';
import { cursorWithin, step } from './cursor.ts';
import type { SaidHere } from './account-store.ts';
import { MemoryAccounts } from './memory-accounts.ts';
import { auditKept, mostAudit } from './audit-lines.ts';
import { MemoryDerivation } from './memory-derivation.ts';
import { Erased, type Erasure } from './erasure-store.ts';
import { MemoryErasures } from './memory-erasures.ts';
import { MemoryRefused } from './memory-refused.ts';
import { MemoryHistory } from './memory-history.ts';
import { MemoryPlaces } from './memory-places.ts';
import { MemoryPrograms } from './memory-programs.ts';
import type { ProgramStore } from './program-store.ts';
import { MemoryReplicas } from './memory-replicas.ts';
import type { ReplicaLine } from './replica-store.ts';
import { MemorySecrets } from './memory-secrets.ts';
import { nextAbove, numbered, rangeFrom } from './next-number.ts';
import { pageBody } from './page-body.ts';
import { buildItem, itemBytes, reachOf } from './page-item.ts';
import type { KeepOutcome, SealedSecret, SecretEvent, SecretPlace, SeenSecret } from './secret-store.ts';
import {
  StoreUnavailable,
  type AuditLine,
  type AuditQuery,
  type StoredAudit,
  type Damage,
  type Derivation,
  type DerivationStep,
  type DocumentName,
  type Fact,
  type FactsQuery,
  type HistoryQuery,
  type InReview,
  type InReviewQuery,
  type LogEntry,
  type Moved,
  type MovedQuery,
  type MovedRecord,
  type PageQuery,
  type Quotas,
  type RefusedQuery,
  type RowsQuery,
  type Seq,
  type Settlement,
  type Snapshot,
  type BegunShop,
  type UnfinishedShop,
  type ShopLocation,
  type Store,
  type StoredDocument,
  type StoredHistory,
  type StoredPage,
  type StoredRefused,
  type StoredRow,
  type StoredShop,
  type User,
} from './store.ts';

interface MemoryDocument {
  readonly kind: KindName;
  readonly id: EntityId;
  head: Seq;
  snapshot: { readonly seq: Seq; readonly state: ChainSnapshot };
  entries: ChainEntry[];
  /** When it came to where it is; 0 for what was there from the beginning. */
  arrived: Seq;
  readonly claims: Map<number, { readonly user: Author; reach: number | null }>;
  row: { readonly json: string; readonly seq: Seq } | undefined;
  damage: readonly Damage[];
  readonly history: MemoryHistory;
  readonly secrets: MemorySecrets;
}

interface MemoryShop {
  title: string;
  epoch: string;
  takesBackUntil: number;
  readonly made: number;
  isSuspended: boolean;
  unfinished: UnfinishedShop | undefined;
  quotas: Quotas;
  seq: Seq;
  readonly documents: Map<string, MemoryDocument>;
  readonly users: Map<Author, User>;
  readonly refused: MemoryRefused;
  audit: StoredAudit[];
  readonly replicas: MemoryReplicas;
  readonly programs: MemoryPrograms;
  readonly numbers: Map<NumberSeries, number>;
  readonly derivation: MemoryDerivation;
  readonly erasures: MemoryErasures;
  readonly places: MemoryPlaces;
  readonly locations: Map<string, string>;
  isApart: boolean;
}

export class MemoryStore implements Store {
  readonly epoch: string;
  readonly accounts = new MemoryAccounts(
    (access) => this.#turn(access),
    (shop) => this.#shops.has(shop),
  );
  readonly programs: ProgramStore = {
    operation: async (name) => (await this.#programs('read', name.shop))?.operation(name),
    operationsOf: async (record) => (await this.#programs('read', record.shop))?.operationsOf(record) ?? [],
    noteOperation: async (operation) => (await this.#programs('write', operation.shop))?.note(operation),
    forgetOperations: async (before) => {
      await this.#turn('write');
      return [...this.#shops.values()].reduce((sum, { programs }) => sum + programs.forget(before), 0);
    },
    saveWebhook: async (webhook) => {
      const programs = await this.#programs('write', webhook.shop);
      assert(programs, 'a webhook is of a shop that exists');
      programs.save(webhook);
    },
    removeWebhook: async (shop, id) => (await this.#programs('write', shop))?.remove(id) ?? false,
    webhooks: async (shop) => {
      await this.#turn('read');
      const shops = shop === undefined ? [...this.#shops.values()] : [this.#shops.get(shop)];
      return shops
        .flatMap((each) => each?.programs.webhooks ?? [])
        .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
    },
    noteDeliveries: async (webhook, deliveries) =>
      (await this.#programs('write', webhook.shop))?.deliver(webhook, deliveries),
    deliveries: async (shop, hook, limit) =>
      (await this.#programs('read', shop))?.deliveries(hook, limit) ?? [],
  };
  readonly takesBackUntil: number;
  readonly #shops = new Map<ShopId, MemoryShop>();
  #closed = false;
  #broken = false;

  constructor(epoch = 'in-memory', takesBackUntil = 0) {
    this.epoch = epoch;
    this.takesBackUntil = takesBackUntil;
  }

  /** As a full disk would: until it is mended, writes throw StoreUnavailable. For tests. */
  breakDisk(broken: boolean): void {
    this.#broken = broken;
  }

  /** Loses one entry, or the snapshot with this number, as a damaged disk would. For tests. */
  lose(name: DocumentName, seq: Seq): void {
    const document = must(this.#document(name), 'only a stored document can be damaged');
    if (document.snapshot.seq === seq) document.snapshot = { seq, state: { found: 'broken' } };
    document.entries = document.entries.filter((entry) => entry.seq !== seq);
  }

  async append(entries: readonly LogEntry[]): Promise<readonly Seq[]> {
    // Bytes are taken as they are now: the caller may go on using its buffer.
    const kept = entries.map((entry) => ({ ...entry, update: entry.update.slice() }));
    await this.#turn('write');
    const settled = new Set<string>();
    for (const { name, settles } of kept) {
      const shop = this.#shops.get(name.shop);
      assert(shop, 'entries belong to a shop that exists');
      assert(!this.#isBurnt(name), 'entries belong to a record that was not erased');
      if (!settles) continue;
      const key = `${name.shop}/${settles.id}`;
      assert(!settled.has(key) && shop.refused.isOpen(settles.id), 'an edit is applied while it is open');
      settled.add(key);
    }
    const made = new Set<MemoryDocument>();
    return kept.map((entry) => this.#appendOne(entry, made));
  }

  async load(name: DocumentName): Promise<StoredDocument | undefined> {
    await this.#turn('read');
    if (this.#isBurnt(name)) throw new Erased(name);
    const document = this.#document(name);
    return document && read(document);
  }

  async history(query: HistoryQuery): Promise<StoredHistory | undefined> {
    await this.#turn('read');
    const document = this.#document(query.name);
    return document && { document: read(document), ...document.history.read(query), lost: 0 };
  }

  async inReview({ shop, without, places, limit }: InReviewQuery): Promise<InReview> {
    await this.#turn('read');
    const documents = [...(this.#shops.get(shop)?.documents.values() ?? [])];
    const isSeen = this.#seen(shop, places);
    const readable = documents.filter((each) => !without.includes(each.kind) && isSeen(each));
    return {
      asking: readable
        .map(({ kind, id, row }) => ({ kind, id, fields: reviewIn(row?.json) }))
        .filter(({ fields }) => fields.length > 0)
        .slice(0, limit),
      stale: readable
        .filter(({ row, head }) => row === undefined || row.seq < head)
        .map(({ kind, id }) => ({ kind, id }))
        .slice(0, limit),
    };
  }

  async refused(query: RefusedQuery): Promise<readonly StoredRefused[]> {
    await this.#turn('read');
    const isSeen = this.#seen(query.shop, query.places);
    return this.#shops.get(query.shop)?.refused.read(query, isSeen) ?? [];
  }

  async settleRefused(shop: ShopId, id: string, settlement: Settlement): Promise<boolean> {
    await this.#turn('write');
    return this.#shops.get(shop)?.refused.settle(id, settlement) ?? false;
  }

  async noteAudit(lines: readonly AuditLine[]): Promise<void> {
    await this.#turn('write');
    for (const line of lines) {
      const shop = this.#shops.get(line.shop);
      if (!shop) continue;
      const all = [...shop.audit, { ...line, n: (shop.audit.at(-1)?.n ?? 0) + 1 }];
      shop.audit = all.filter(({ at }) => at >= line.at - auditKept).slice(-mostAudit);
    }
  }

  async audit({
    shop,
    before = Number.MAX_SAFE_INTEGER,
    limit,
  }: AuditQuery): Promise<readonly StoredAudit[]> {
    await this.#turn('read');
    const all = this.#shops.get(shop)?.audit ?? [];
    return all
      .filter(({ n }) => n < before)
      .toReversed()
      .slice(0, limit);
  }

  async forgetHistory(before: number): Promise<number> {
    await this.#turn('write');
    const documents = [...this.#shops.values()].flatMap((shop) => [...shop.documents.values()]);
    return documents.reduce((forgotten, { history }) => forgotten + history.forget(before), 0);
  }

  async page({ shop, after, kinds, without, places, bytes }: PageQuery): Promise<StoredPage> {
    await this.#turn('read');
    const found = this.#shops.get(shop);
    const isSeen = this.#seen(shop, places);
    const moved = [...(found?.documents.values() ?? [])]
      .filter(
        (each) =>
          movedAt(each) > after &&
          (kinds?.includes(each.kind) ?? true) &&
          !(without?.includes(each.kind) ?? false) &&
          isSeen(each),
      )
      .sort((a, b) => movedAt(a) - movedAt(b));
    const items: WrittenItem[] = [];
    let size = 0;
    for (const document of moved) {
      const item = toItem(document, after);
      const more = itemBytes(item);
      if (items.length > 0 && size + more > bytes) break;
      items.push(item);
      size += more;
    }
    const more = items.length < moved.length;
    const last = moved[items.length - 1];
    const cursor = more && last ? cursorWithin(movedAt(last)) : (found?.seq ?? 0);
    const gone = found?.erasures.gone(after, cursor, { without, places });
    const left = places && found ? found.places.left(after, cursor, places, without) : [];
    return {
      ...(gone && { gone }),
      ...(left.length > 0 && { left }),
      cursor,
      more,
      remaining: moved.length,
      count: items.length,
      body: pageBody(items),
    };
  }

  async head(shop: ShopId): Promise<Seq> {
    await this.#turn('read');
    return this.#shops.get(shop)?.seq ?? 0;
  }

  async rows({ shop, kind, after, places, limit }: RowsQuery): Promise<readonly StoredRow[]> {
    await this.#turn('read');
    return [...(this.#shops.get(shop)?.documents.values() ?? [])]
      .filter((each) => each.kind === kind && each.id > (after ?? '') && this.#seen(shop, places)(each))
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .slice(0, limit)
      .map(toRow);
  }

  async row(name: DocumentName): Promise<StoredRow | undefined> {
    await this.#turn('read');
    const document = this.#document(name);
    return document && toRow(document);
  }

  async saveRow(name: DocumentName, row: string, upTo: Seq): Promise<void> {
    await this.#turn('write');
    const document = this.#document(name);
    if (!document) return;
    assert(upTo <= document.head, 'a row is of an entry that is stored');
    this.#keepRow(name, document, row, upTo);
  }

  async compact(
    name: DocumentName,
    { state, upTo, replaces, row, history = [], reached = [], givesUp = false }: Snapshot,
  ): Promise<'compacted' | 'stale'> {
    const kept = state.slice();
    await this.#turn('write');
    const document = this.#document(name);
    if (!document || document.snapshot.seq !== replaces) return 'stale';
    assert(replaces <= upTo && upTo <= document.head, 'a snapshot contains what was stored and nothing else');
    document.snapshot = { seq: upTo, state: { found: 'sound', state: kept } };
    document.entries = document.entries.filter(({ seq }) => seq > upTo);
    document.damage = document.damage.filter(({ seq }) => seq > upTo);
    this.#keepRow(name, document, row, upTo);
    for (const change of history) document.history.put(change);
    document.history.bound();
    for (const { client, clock } of reached) {
      const claim = document.claims.get(client);
      if (claim) claim.reach = givesUp ? clock : (claim.reach ?? clock);
    }
    return 'compacted';
  }

  async leaseNumbers(name: ShopId, series: NumberSeries, count: number): Promise<NumberRange> {
    await this.#turn('write');
    const shop = this.#shops.get(name);
    assert(shop, 'numbers belong to a shop that exists');
    const rows = [...shop.documents.values()].filter(({ kind }) => kind === numbered[series].kind);
    const taken = rows.map(({ row }) => valueIn(row?.json, numbered[series].field));
    const range = rangeFrom(shop.numbers.get(series) ?? nextAbove(series, taken), count);
    shop.numbers.set(series, range.last + 1);
    return range;
  }

  async moved({ shop, after, kinds, limit, bytes }: MovedQuery): Promise<Moved> {
    await this.#turn('read');
    const found = this.#shops.get(shop);
    const moved = [...(found?.documents.values() ?? [])]
      .filter(({ head, kind }) => head > after && kinds.includes(kind))
      .sort((a, b) => a.head - b.head);
    const records: MovedRecord[] = [];
    let size = 0;
    for (const { kind, id, head, row } of moved) {
      const json = row?.seq === head ? row.json : null;
      const last = records.at(-1);
      size += json?.length ?? 0;
      if (last && (records.length >= limit || size > bytes)) {
        const gone = found?.erasures.gone(after, last.head, {});
        return { upTo: last.head, more: true, records, ...(gone && { gone }) };
      }
      records.push({ kind, id, head, row: json });
    }
    const upTo = found?.seq ?? 0;
    const gone = found?.erasures.gone(after, upTo, {});
    return { upTo, more: false, records, ...(gone && { gone }) };
  }

  async facts(query: FactsQuery): Promise<readonly Fact[]> {
    await this.#turn('read');
    return this.#shops.get(query.shop)?.derivation.facts(query) ?? [];
  }

  async derivation(shop: ShopId, limit: number): Promise<Derivation> {
    await this.#turn('read');
    return this.#shops.get(shop)?.derivation.read(limit) ?? { upTo: 0, due: [] };
  }

  async saveDerivation(shop: ShopId, step: DerivationStep): Promise<void> {
    await this.#turn('write');
    const found = must(this.#shops.get(shop), 'what is derived belongs to a shop that exists');
    const isHere = ({ kind, id }: EntityName): boolean => found.documents.has(`${kind}/${id}`);
    for (const fact of step.facts ?? [])
      assert(isHere(fact) || found.erasures.isBurnt(entityKey(fact)), 'a fact is of a record that is stored');
    found.derivation.save({ ...step, ...(step.facts && { facts: step.facts.filter(isHere) }) });
  }

  async keepSecret(
    { name, secret }: SecretPlace,
    sealed: SealedSecret,
    event: SecretEvent,
    seen?: SeenSecret,
  ): Promise<KeepOutcome> {
    await this.#turn('write');
    return this.#document(name)?.secrets.keep(secret, sealed, event, seen) ?? 'gone';
  }

  async dropSecret({ name, secret }: SecretPlace, event: SecretEvent) {
    await this.#turn('write');
    return this.#document(name)?.secrets.drop(secret, event) ?? false;
  }

  async secret({ name, secret }: SecretPlace) {
    await this.#turn('read');
    return this.#document(name)?.secrets.sealed(secret);
  }

  async secretFacts(name: DocumentName) {
    await this.#turn('read');
    return this.#document(name)?.secrets.facts() ?? [];
  }

  async noteSecret({ name, secret }: SecretPlace, event: SecretEvent) {
    await this.#turn('write');
    this.#document(name)?.secrets.note(secret, event);
  }

  async secretEvents(name: DocumentName, limit: number) {
    await this.#turn('read');
    return this.#document(name)?.secrets.events(limit) ?? [];
  }

  async secretsNotUnder(key: string, limit: number) {
    await this.#turn('read');
    return [...this.#shops]
      .flatMap(([shop, { documents }]) =>
        [...documents.values()].flatMap(({ kind, id, secrets }) =>
          secrets
            .notUnder(key)
            .map(([secret, sealed]) => ({ place: { name: { shop, kind, id }, secret }, sealed })),
        ),
      )
      .slice(0, limit);
  }

  async resealSecret({ name, secret }: SecretPlace, from: SealedSecret, to: SealedSecret) {
    await this.#turn('write');
    return this.#document(name)?.secrets.reseal(secret, from, to) ?? false;
  }

  async erase(erasure: Erasure): Promise<void> {
    const kept = erasure.kept.map((entry) => ({ ...entry, update: entry.update.slice() }));
    await this.#turn('write');
    const shop = this.#shops.get(erasure.shop);
    assert(shop, 'who is erased belongs to a shop that exists');
    for (const { name } of kept) {
      assert(this.#shops.has(name.shop), 'entries belong to a shop that exists');
      assert(!this.#isBurnt(name), 'entries belong to a record that was not erased');
    }
    const there = erasure.names.filter((name) => shop.documents.delete(entityKey(name)));
    for (const name of there) {
      shop.refused.erase(name);
      shop.derivation.erase(name);
      shop.programs.erase(name);
    }
    shop.seq = shop.erasures.erase(erasure, there, shop.seq, (name) => shop.places.of(name));
    for (const name of there) shop.places.erase(name);
    for (const entry of kept) this.#appendOne(entry, new Set());
  }

  async isErased(name: DocumentName): Promise<boolean> {
    await this.#turn('read');
    return this.#isBurnt(name);
  }

  async erasures(shop: ShopId) {
    await this.#turn('read');
    return this.#shops.get(shop)?.erasures.all() ?? [];
  }

  async erasedFor(shop: ShopId, subject: EntityName) {
    await this.#turn('read');
    return this.#shops.get(shop)?.erasures.erasedFor(subject) ?? [];
  }

  async unfinishedErasures() {
    await this.#turn('read');
    const files = [...this.#shops].flatMap(([shop, { erasures }]) =>
      erasures.unremoved().map((id) => ({ shop, id })),
    );
    return { files, scrub: false };
  }

  async noteFileRemoved(shop: ShopId, id: FileId): Promise<void> {
    await this.#turn('write');
    this.#shops.get(shop)?.erasures.removed(id);
  }

  /** Nothing lies around in memory. */
  async scrub(): Promise<boolean> {
    await this.#turn('write');
    return true;
  }

  async createShop(shop: ShopId, title: string, made = 0): Promise<void> {
    await this.#turn('write');
    if (!this.#shops.has(shop)) this.#make(shop, title, made);
  }

  #make(shop: ShopId, title: string, made: number): MemoryShop {
    const begun: MemoryShop = {
      title,
      epoch: '',
      takesBackUntil: 0,
      made,
      isSuspended: false,
      unfinished: undefined,
      quotas: {},
      seq: 0,
      documents: new Map(),
      users: new Map(),
      refused: new MemoryRefused(),
      audit: [],
      replicas: new MemoryReplicas(),
      programs: new MemoryPrograms(),
      numbers: new Map(),
      derivation: new MemoryDerivation(),
      erasures: new MemoryErasures(),
      places: new MemoryPlaces(),
      locations: new Map(),
      isApart: false,
    };
    this.#shops.set(shop, begun);
    return begun;
  }

  async beginShop({ shop, title, epoch, seq, takesBackUntil, made, quotas }: BegunShop): Promise<boolean> {
    await this.#turn('write');
    if (this.#shops.has(shop)) return false;
    Object.assign(this.#make(shop, title, made), {
      epoch,
      takesBackUntil,
      quotas,
      seq,
      isSuspended: true,
      unfinished: 'importing',
    });
    return true;
  }

  async markShop(shop: ShopId, unfinished: UnfinishedShop | undefined): Promise<boolean> {
    await this.#turn('write');
    const found = this.#shops.get(shop);
    if (found) Object.assign(found, { unfinished, isSuspended: unfinished !== undefined });
    return found !== undefined;
  }

  async hasShop(shop: ShopId): Promise<boolean> {
    await this.#turn('read');
    return this.#shops.has(shop);
  }

  async shops() {
    await this.#turn('read');
    return [...this.#shops].map(toShop).sort((a, b) => (a.shop < b.shop ? -1 : 1));
  }

  async shop(shop: ShopId): Promise<StoredShop | undefined> {
    await this.#turn('read');
    const found = this.#shops.get(shop);
    return found && toShop([shop, found]);
  }

  async setSuspended(shop: ShopId, suspended: boolean): Promise<boolean> {
    await this.#turn('write');
    const found = this.#shops.get(shop);
    if (!found || (found.unfinished && !suspended)) return false;
    found.isSuspended = suspended;
    return true;
  }

  async noteReplicas(lines: readonly ReplicaLine[]): Promise<void> {
    await this.#turn('write');
    for (const line of lines)
      this.#shops.get(line.shop)?.replicas.note({ ...line, seen: Math.trunc(line.seen) });
  }

  async replicas(shop: ShopId): Promise<readonly ReplicaLine[]> {
    await this.#turn('read');
    return this.#shops.get(shop)?.replicas.all ?? [];
  }

  async forgetReplica(shop: ShopId, user: Author, id: string): Promise<boolean> {
    await this.#turn('write');
    return this.#shops.get(shop)?.replicas.forget(user, id) ?? false;
  }

  async setQuotas(shop: ShopId, quotas: Quotas): Promise<boolean> {
    await this.#turn('write');
    const found = this.#shops.get(shop);
    if (found) found.quotas = { ...quotas };
    return found !== undefined;
  }

  async recordCount(shop: ShopId): Promise<number> {
    await this.#turn('read');
    return this.#shops.get(shop)?.documents.size ?? 0;
  }

  async setApart(shop: ShopId, apart: boolean): Promise<boolean> {
    await this.#turn('write');
    const found = this.#shops.get(shop);
    if (found) found.isApart = apart;
    return found !== undefined;
  }

  async locations(shop: ShopId): Promise<readonly ShopLocation[]> {
    await this.#turn('read');
    const all = [...(this.#shops.get(shop)?.locations ?? [])].map(([id, name]) => ({ id, name }));
    return all.sort((a, b) => (a.name === b.name ? (a.id < b.id ? -1 : 1) : a.name < b.name ? -1 : 1));
  }

  async saveLocation(shop: ShopId, { id, name }: ShopLocation): Promise<boolean> {
    await this.#turn('write');
    return this.#shops.get(shop)?.locations.set(id, name) !== undefined;
  }

  async removeLocation(shop: ShopId, id: string): Promise<'removed' | 'unknown' | 'used'> {
    await this.#turn('write');
    const found = this.#shops.get(shop);
    const people = [...(found?.users.values() ?? [])].filter(({ revoked }) => !revoked);
    const isUsed = found?.places.isUsed(id) || people.some(({ locations }) => locations?.includes(id));
    if (isUsed) return 'used';
    return found?.locations.delete(id) ? 'removed' : 'unknown';
  }

  async place(name: DocumentName): Promise<string | undefined> {
    await this.#turn('read');
    return this.#document(name) && this.#shops.get(name.shop)?.places.of(entityKey(name));
  }

  async filePlaces(shop: ShopId, file: FileId): Promise<readonly string[]> {
    await this.#turn('read');
    return this.#shops.get(shop)?.places.showing(file) ?? [];
  }

  async logBytes(shop: ShopId): Promise<number> {
    await this.#turn('read');
    const documents = [...(this.#shops.get(shop)?.documents.values() ?? [])];
    return documents.reduce((sum, { entries, snapshot: { state } }) => {
      const tail = entries.reduce((bytes, { update }) => bytes + update.length, 0);
      return sum + tail + (state.found === 'sound' ? state.state.length : 0);
    }, 0);
  }

  async removeShop(shop: ShopId): Promise<boolean> {
    await this.#turn('write');
    this.accounts.forgetShop(shop);
    return this.#shops.delete(shop);
  }

  async saveUser(user: User, said: SaidHere = {}): Promise<void> {
    await this.#turn('write');
    const shop = this.#shops.get(user.shop);
    assert(shop, 'a user belongs to a shop that exists');
    shop.users.set(user.id, { ...user });
    this.accounts.saidHere({ shop: user.shop, user: user.id }, said);
  }

  async user(shop: ShopId, id: Author): Promise<User | undefined> {
    await this.#turn('read');
    return this.#shops.get(shop)?.users.get(id);
  }

  async users(shop: ShopId): Promise<readonly User[]> {
    await this.#turn('read');
    return [...(this.#shops.get(shop)?.users.values() ?? [])].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async healthy(): Promise<boolean> {
    await Promise.resolve();
    return !this.#closed && !this.#broken;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.resolve();
  }

  async #turn(access: 'read' | 'write'): Promise<void> {
    if (this.#closed) throw new StoreUnavailable('the store is closed');
    await Promise.resolve();
    if (this.#broken && access === 'write') throw new StoreUnavailable('the disk is broken');
  }

  async #programs(access: 'read' | 'write', shop: ShopId): Promise<MemoryPrograms | undefined> {
    await this.#turn(access);
    return this.#shops.get(shop)?.programs;
  }

  #isBurnt(name: DocumentName): boolean {
    return this.#shops.get(name.shop)?.erasures.isBurnt(entityKey(name)) ?? false;
  }

  #document(name: DocumentName): MemoryDocument | undefined {
    return this.#shops.get(name.shop)?.documents.get(`${name.kind}/${name.id}`);
  }

  /** `made` collects the documents that are new with it. */
  #appendOne(appended: LogEntry, made: Set<MemoryDocument>): Seq {
    const { name, update, author, at, through, claims, changes, refused = [], destroys = [] } = appended;
    const { settles, operation, row, reached = [] } = appended;
    const shop = must(this.#shops.get(name.shop), 'entries belong to a shop that exists');
    const key = `${name.kind}/${name.id}`;
    const document = shop.documents.get(key) ?? emptyDocument(name);
    if (!shop.documents.has(key)) {
      shop.places.begin(name, author);
      made.add(document);
    }
    shop.documents.set(key, document);
    shop.seq += step;
    const mark = { author, at: Math.trunc(at), through };
    document.entries.push({ seq: shop.seq, prev: document.head, ...mark, update, sound: true });
    for (const edit of refused) shop.refused.put(name, edit);
    if (settles) shop.refused.settle(settles.id, settles.settlement);
    if (operation) {
      const { kind, id } = name;
      shop.programs.note({ ...operation, name: { kind, id }, version: shop.seq, at: mark.at });
    }
    for (const secret of destroys) {
      document.secrets.drop(secret, { act: 'destroyed', author, at: mark.at, reason: '' });
    }
    if (changes !== undefined) document.history.put({ version: shop.seq, part: 0, ...mark, changes });
    document.head = shop.seq;
    for (const { client, user } of claims) {
      if (!document.claims.has(client)) document.claims.set(client, { user, reach: null });
    }
    for (const { client, clock } of reached) {
      const claim = document.claims.get(client);
      if (claim) claim.reach = Math.max(claim.reach ?? 0, clock);
    }
    const seq = shop.seq;
    if (row !== undefined) this.#keepRow(name, document, row, seq, { author, isNew: made.has(document) });
    return seq;
  }

  #keepRow(
    name: DocumentName,
    document: MemoryDocument,
    json: string,
    seq: Seq,
    by: { readonly author?: string; readonly isNew?: boolean } = {},
  ): void {
    if (seq < (document.row?.seq ?? 0)) return;
    document.row = { json, seq };
    const shop = must(this.#shops.get(name.shop), 'a row belongs to a shop that exists');
    shop.places.note(name, json, by, (moved) => {
      shop.seq += step;
      const arrives = shop.documents.get(moved);
      if (arrives) arrives.arrived = shop.seq;
      return shop.seq;
    });
  }

  /** Whether a record is in one of these places. */
  #seen(shop: ShopId, places: readonly string[] | undefined): (name: EntityName) => boolean {
    const found = this.#shops.get(shop)?.places;
    return (name) => !places || places.includes(found?.of(entityKey(name)) ?? '');
  }
}

const emptyDocument = ({ kind, id }: DocumentName): MemoryDocument => ({
  kind,
  id,
  head: 0,
  arrived: 0,
  snapshot: { seq: 0, state: { found: 'none' } },
  entries: [],
  claims: new Map(),
  row: undefined,
  damage: [],
  history: new MemoryHistory(),
  secrets: new MemorySecrets(),
});

function read(document: MemoryDocument): StoredDocument {
  const { head, snapshot, entries } = document;
  const { updates, marks, damage } = joinChain({
    head,
    from: snapshot.seq,
    snapshot: snapshot.state,
    entries,
  });
  document.damage = mergeDamage(document.damage, damage);
  const claims = [...document.claims].map(([client, claim]) => ({ client, ...claim }));
  return {
    updates: updates.map((update) => update.slice()),
    marks,
    head,
    snapshot: snapshot.seq,
    claims: claims.sort((a, b) => a.client - b.client),
    damage: document.damage,
  };
}

/** When it moved or came to where it is, whichever was later. */
const movedAt = ({ head, arrived }: MemoryDocument): Seq => Math.max(head, arrived);

function reviewIn(json = '{}'): readonly string[] {
  try {
    return (JSON.parse(json) as { readonly review?: readonly string[] }).review ?? [];
  } catch {
    // Tests of the store keep rows that are none.
    return [];
  }
}

/** A field of a row as JSON; undefined where that cannot be read. */
function valueIn(json: string | undefined, field: string): unknown {
  try {
    const row = JSON.parse(json ?? '{}') as { readonly fields?: Readonly<Record<string, unknown>> };
    return row.fields?.[field];
  } catch {
    return undefined;
  }
}

const toShop = ([
  shop,
  { title, isSuspended, unfinished, isApart, epoch, takesBackUntil, made, quotas },
]: readonly [ShopId, MemoryShop]): StoredShop => ({
  shop,
  title,
  ...(isSuspended && { suspended: true }),
  ...(unfinished && { unfinished }),
  ...(isApart && { apart: true }),
  ...(epoch !== '' && { epoch, takesBackUntil }),
  ...(made > 0 && { made }),
  ...(Object.keys(quotas).length > 0 && { quotas }),
});

const toRow = ({ id, row, head }: MemoryDocument): StoredRow => ({
  id,
  head,
  row: row?.json ?? null,
  stale: row === undefined || row.seq < head,
});

function toItem(
  { kind, id, head, arrived, snapshot, entries, row, damage }: MemoryDocument,
  after: Seq,
): WrittenItem {
  const moved = {
    kind,
    id,
    head,
    snapshot: snapshot.seq,
    damaged: damage.length > 0,
    row: row?.seq === head ? row.json : null,
  };
  const reach = arrived > after ? 'whole' : reachOf(moved, after);
  const from = reach === 'delta' ? after : snapshot.seq;
  const read = entries.filter(({ seq }) => seq > from);
  return buildItem(moved, { reach, after, snapshot: snapshot.state, entries: read }).item;
}
