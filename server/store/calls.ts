/**
 * What the store asks of its two threads. Plain objects, so that they can be posted; each call is answered by
 * the type beside its name.
 */
import type { SaidHere } from './account-store.ts';
import type {
  AuditLine,
  AuditQuery,
  Derivation,
  DerivationStep,
  DocumentName,
  Fact,
  FactsQuery,
  HistoryQuery,
  InReview,
  InReviewQuery,
  LogEntry,
  Moved,
  MovedQuery,
  PageQuery,
  RefusedQuery,
  RowsQuery,
  Seq,
  Settlement,
  Snapshot,
  StoredAudit,
  StoredDocument,
  StoredHistory,
  StoredPage,
  StoredRefused,
  StoredRow,
  StoredShop,
  Quotas,
  User,
  BegunShop,
  UnfinishedShop,
  ShopLocation,
} from './store.ts';
import type { AccountReadCall, AccountWriteCall } from './account-calls.ts';
import type { Manifest } from '../backup/manifest.ts';
import type { ProgramReadCall, ProgramWriteCall } from './program-store.ts';
import type { ReplicaLine } from './replica-store.ts';
import type { HeldFile, SealOrder } from './backup-file.ts';
import type { Erasure, StoredErasure, Unfinished } from './erasure-store.ts';
import type {
  KeepOutcome,
  SealedSecret,
  SecretEvent,
  SecretFact,
  SecretPlace,
  SeenSecret,
  StoredSecretEvent,
} from './secret-store.ts';
import type { Author, EntityKey, EntityName, FileId, ShopId } from '../../shared/lib/ids.ts';
import type { NumberRange, NumberSeries } from '../../shared/lib/order-number.ts';

export type WriteCall =
  | { readonly do: 'append'; readonly entries: readonly LogEntry[] }
  | { readonly do: 'create-shop'; readonly shop: ShopId; readonly title: string; readonly made: number }
  | { readonly do: 'save-user'; readonly user: User; readonly said: SaidHere }
  | { readonly do: 'set-suspended'; readonly shop: ShopId; readonly suspended: boolean }
  | { readonly do: 'begin-shop'; readonly begun: BegunShop }
  | { readonly do: 'mark-shop'; readonly shop: ShopId; readonly unfinished: UnfinishedShop | undefined }
  | { readonly do: 'set-apart'; readonly shop: ShopId; readonly apart: boolean }
  | { readonly do: 'save-location'; readonly shop: ShopId; readonly location: ShopLocation }
  | { readonly do: 'remove-location'; readonly shop: ShopId; readonly id: string }
  | { readonly do: 'set-quotas'; readonly shop: ShopId; readonly quotas: Quotas }
  | { readonly do: 'remove-shop'; readonly shop: ShopId }
  | { readonly do: 'account-write'; readonly call: AccountWriteCall }
  | { readonly do: 'program-write'; readonly call: ProgramWriteCall }
  /** Writes a mark that the reader can look for. */
  | { readonly do: 'beat' }
  | { readonly do: 'save-row'; readonly name: DocumentName; readonly row: string; readonly upTo: Seq }
  | { readonly do: 'compact'; readonly name: DocumentName; readonly snapshot: Snapshot }
  | { readonly do: 'forget-history'; readonly before: number }
  | { readonly do: 'note-replicas'; readonly lines: readonly ReplicaLine[] }
  | {
      readonly do: 'forget-replica';
      readonly shop: ShopId;
      readonly user: Author;
      readonly id: string;
    }
  | { readonly do: 'note-audit'; readonly lines: readonly AuditLine[] }
  | {
      readonly do: 'settle-refused';
      readonly shop: ShopId;
      readonly id: string;
      readonly settlement: Settlement;
    }
  | {
      readonly do: 'lease-numbers';
      readonly shop: ShopId;
      readonly series: NumberSeries;
      readonly count: number;
    }
  | { readonly do: 'save-derivation'; readonly shop: ShopId; readonly step: DerivationStep }
  | {
      readonly do: 'keep-secret';
      readonly place: SecretPlace;
      readonly sealed: SealedSecret;
      readonly event: SecretEvent;
      readonly seen?: SeenSecret;
    }
  | { readonly do: 'drop-secret'; readonly place: SecretPlace; readonly event: SecretEvent }
  | { readonly do: 'note-secret'; readonly place: SecretPlace; readonly event: SecretEvent }
  | {
      readonly do: 'reseal-secret';
      readonly place: SecretPlace;
      readonly from: SealedSecret;
      readonly to: SealedSecret;
    }
  | { readonly do: 'erase'; readonly erasure: Erasure }
  | { readonly do: 'note-file-removed'; readonly shop: ShopId; readonly id: FileId }
  /** In no transaction. */
  | { readonly do: 'scrub' }
  | { readonly do: 'hold-file' }
  | { readonly do: 'seal-backup'; readonly order: SealOrder }
  | { readonly do: 'release-file' }
  /** Looks at a document again and moves its damaged rows aside. */
  | { readonly do: 'quarantine'; readonly name: DocumentName };

export interface WriteAnswers {
  append: readonly Seq[];
  'create-shop': undefined;
  'save-user': undefined;
  'set-suspended': boolean;
  'begin-shop': boolean;
  'mark-shop': boolean;
  'set-apart': boolean;
  'save-location': boolean;
  'remove-location': 'removed' | 'unknown' | 'used';
  'set-quotas': boolean;
  'remove-shop': boolean;
  'account-write': unknown;
  'program-write': unknown;
  beat: string;
  'save-row': undefined;
  compact: 'compacted' | 'stale';
  'forget-history': number;
  'note-replicas': undefined;
  'forget-replica': boolean;
  'note-audit': undefined;
  'settle-refused': boolean;
  'lease-numbers': NumberRange;
  'save-derivation': undefined;
  'keep-secret': KeepOutcome;
  'drop-secret': boolean;
  'note-secret': undefined;
  'reseal-secret': boolean;
  erase: undefined;
  'note-file-removed': undefined;
  scrub: boolean;
  'hold-file': HeldFile;
  'seal-backup': Manifest;
  'release-file': undefined;
  quarantine: undefined;
}

export type ReadCall =
  | { readonly do: 'load'; readonly name: DocumentName }
  | { readonly do: 'page'; readonly query: PageQuery }
  | { readonly do: 'history'; readonly query: HistoryQuery }
  | { readonly do: 'refused'; readonly query: RefusedQuery }
  | { readonly do: 'audit'; readonly query: AuditQuery }
  | { readonly do: 'in-review'; readonly query: InReviewQuery }
  | { readonly do: 'moved'; readonly query: MovedQuery }
  | { readonly do: 'facts'; readonly query: FactsQuery }
  | { readonly do: 'derivation'; readonly shop: ShopId; readonly limit: number }
  | { readonly do: 'secret'; readonly place: SecretPlace }
  | { readonly do: 'secret-facts'; readonly name: DocumentName }
  | { readonly do: 'secret-events'; readonly name: DocumentName; readonly limit: number }
  | { readonly do: 'secrets-not-under'; readonly key: string; readonly limit: number }
  | { readonly do: 'is-erased'; readonly name: DocumentName }
  | { readonly do: 'erasures'; readonly shop: ShopId }
  | { readonly do: 'erased-for'; readonly shop: ShopId; readonly subject: EntityName }
  | { readonly do: 'unfinished-erasures' }
  | { readonly do: 'head'; readonly shop: ShopId }
  | { readonly do: 'rows'; readonly query: RowsQuery }
  | { readonly do: 'row'; readonly name: DocumentName }
  | { readonly do: 'has-shop'; readonly shop: ShopId }
  | { readonly do: 'shops' }
  | { readonly do: 'replicas'; readonly shop: ShopId }
  | { readonly do: 'shop'; readonly shop: ShopId }
  | { readonly do: 'record-count'; readonly shop: ShopId }
  | { readonly do: 'log-bytes'; readonly shop: ShopId }
  | { readonly do: 'locations'; readonly shop: ShopId }
  | { readonly do: 'place'; readonly name: DocumentName }
  | { readonly do: 'file-places'; readonly shop: ShopId; readonly file: FileId }
  | { readonly do: 'account-read'; readonly call: AccountReadCall }
  | { readonly do: 'program-read'; readonly call: ProgramReadCall }
  | { readonly do: 'user'; readonly shop: ShopId; readonly id: Author }
  | { readonly do: 'users'; readonly shop: ShopId }
  /** Nothing that was read before is to stay in memory. */
  | { readonly do: 'forget-pages' }
  | { readonly do: 'beat' };

export interface ReadAnswers {
  /** Without a document when there is none, or when it was erased. */
  load: {
    readonly document: StoredDocument | undefined;
    readonly alarm: boolean;
    readonly erased: boolean;
  };
  history: { readonly history: StoredHistory | undefined; readonly alarm: boolean };
  refused: readonly StoredRefused[];
  audit: readonly StoredAudit[];
  'in-review': InReview;
  page: { readonly page: StoredPage; readonly alarms: readonly DocumentName[] };
  moved: Moved;
  facts: readonly Fact[];
  derivation: Derivation;
  secret: SealedSecret | undefined;
  'secret-facts': readonly SecretFact[];
  'secret-events': readonly StoredSecretEvent[];
  'secrets-not-under': readonly { readonly place: SecretPlace; readonly sealed: SealedSecret }[];
  'is-erased': boolean;
  erasures: readonly StoredErasure[];
  'erased-for': readonly EntityKey[];
  'unfinished-erasures': Unfinished;
  replicas: readonly ReplicaLine[];
  head: Seq;
  rows: readonly StoredRow[];
  row: StoredRow | undefined;
  'has-shop': boolean;
  shops: readonly StoredShop[];
  shop: StoredShop | undefined;
  'record-count': number;
  'log-bytes': number;
  locations: readonly ShopLocation[];
  place: string | undefined;
  'file-places': readonly string[];
  'account-read': unknown;
  'program-read': unknown;
  user: User | undefined;
  users: readonly User[];
  'forget-pages': undefined;
  beat: string;
}

/** What one thread may be asked: a call and, by its name, the type of the answer. */
export interface Calls {
  readonly call: { readonly do: string };
  readonly answers: object;
}

export interface WriteCalls extends Calls {
  readonly call: WriteCall;
  readonly answers: WriteAnswers;
}

export interface ReadCalls extends Calls {
  readonly call: ReadCall;
  readonly answers: ReadAnswers;
}
