/**
 * Reads an Open Repair file into a shop. Every row becomes a device, an order and a ticket, every repair group a
 * client, each through the relay's own write path. Rows are read as a stream, some dozens are under way at once
 * so that they share commits, and a row that is bad is told and passed over.
 */
import { entityKey, systemAuthors, type EntityKey, type ShopId } from '../../shared/lib/ids.ts';
import type { EntityDocument } from '../../shared/document/entity-document.ts';
import type { Identity } from '../auth/identity.ts';
import { Refused } from '../relay/refused.ts';
import type { Relay } from '../relay/relay.ts';
import { RightsEnded } from '../relay/rights-ended.ts';
import { Erased } from '../store/erasure-store.ts';
import { StoreUnavailable } from '../store/store.ts';
import { csvRecords } from './csv-records.ts';
import type { ImportEvent, ImportFailure, ImportReport } from './import-events.ts';
import { physicalLines } from './physical-lines.ts';
import { readHeader, readRepair, type Columns, type Repair } from './repair.ts';
import { clientOf, repairRecords, textLimits, type RecordDraft } from './repair-records.ts';

/** Why an import stopped before the end of its file. */
export class ImportStopped extends Error {
  override readonly name = 'ImportStopped';
  readonly failure: ImportFailure;

  constructor(failure: ImportFailure, cause?: unknown) {
    super(failure.kind, { cause });
    this.failure = failure;
  }
}

export interface OpenRepairImport {
  readonly relay: Pick<Relay, 'row' | 'write'>;
  readonly shop: ShopId;
  /** Who asked with a token: looked at again with each record, since a file may be a long time coming (rule AUTH-11). */
  readonly by?: Identity;
  /** The file's bytes, in chunks of any size. */
  readonly source: AsyncIterable<Uint8Array>;
  /** Told of every bad row, and of progress now and then; reading waits for it. */
  readonly tell: (event: ImportEvent) => void | Promise<void>;
  /** Rows under way at once. */
  readonly concurrency?: number;
}

const progressEvery = 500;

/**
 * Resolves with the report at the end of the file.
 * @throws ImportStopped when the file is none of the standard's, cannot be read, the store cannot be written, or `by` may not any more.
 */
export async function importOpenRepair(given: OpenRepairImport): Promise<ImportReport> {
  const { relay, shop, by, tell, concurrency = 64 } = given;
  const count = { rows: 0, imported: 0, unchanged: 0, bad: 0, records: 0 };
  const seen = new Set<string>();
  const clients = new Map<EntityKey, Promise<boolean>>();
  const running = new Set<Promise<void>>();
  let columns: Columns | undefined;
  let failed: { readonly error: unknown } | undefined;

  const bad = async (line: number, fault: (ImportEvent & { type: 'bad' })['fault'], column?: string) => {
    count.bad++;
    await tell({ type: 'bad', line, fault, ...(column === undefined ? {} : { column }) });
  };

  /** Writes a record that is not there yet; whether it did. What people made of it since is left alone. */
  const writeNew = async ({ name, fill }: RecordDraft): Promise<boolean> => {
    const document = { shop, ...name };
    if (await relay.row(document)) return false;
    const fresh = (entity: EntityDocument): boolean => fillIfNew(entity, fill);
    const written = await relay.write(document, systemAuthors.import, fresh, by && { by });
    if (written) count.records++;
    return written;
  };
  const writeClient = (draft: RecordDraft): Promise<boolean> => {
    const key = entityKey(draft.name);
    const started = clients.get(key) ?? writeNew(draft);
    clients.set(key, started);
    return started;
  };

  const writeRepair = async (line: number, repair: Repair): Promise<void> => {
    try {
      await writeClient(clientOf(repair));
      // All of them are waited for, also when one failed: nothing is under way any more when the import ends.
      const outcomes = await Promise.allSettled(repairRecords(repair).map(writeNew));
      const failed = outcomes.find((outcome) => outcome.status === 'rejected');
      if (failed) throw failed.reason;
      if (outcomes.some((outcome) => outcome.status === 'fulfilled' && outcome.value)) count.imported++;
      else count.unchanged++;
    } catch (error) {
      if (error instanceof Erased) await bad(line, 'erased');
      else if (error instanceof Refused) await bad(line, 'refused');
      else throw error;
    }
  };

  try {
    for await (const record of csvRecords(physicalLines(given.source))) {
      if (!columns) {
        if ('fault' in record) throw new ImportStopped({ kind: 'not-open-repair', missing: ['id'] });
        const header = readHeader(record.fields);
        if ('missing' in header)
          throw new ImportStopped({ kind: 'not-open-repair', missing: header.missing });
        columns = header.columns;
        continue;
      }
      count.rows++;
      if (count.rows % progressEvery === 0) await tell({ type: 'progress', report: { ...count } });
      if ('fault' in record) {
        await bad(record.line, record.fault);
        continue;
      }
      const read = readRepair(record.fields, columns, textLimits);
      if ('fault' in read) {
        await bad(record.line, read.fault, read.column);
        continue;
      }
      if (seen.has(read.repair.id)) {
        await bad(record.line, 'duplicate', 'id');
        continue;
      }
      seen.add(read.repair.id);
      const task = writeRepair(record.line, read.repair)
        .catch((error: unknown) => {
          failed ??= { error };
        })
        .finally(() => running.delete(task));
      running.add(task);
      if (running.size >= concurrency) await Promise.race(running);
      if (failed) break;
    }
  } catch (error) {
    await Promise.all(running);
    throw error instanceof ImportStopped ? error : new ImportStopped({ kind: 'unreadable' }, error);
  }
  await Promise.all(running);
  if (failed) {
    throw new ImportStopped({ kind: kindOf(failed.error) }, failed.error);
  }
  if (!columns) throw new ImportStopped({ kind: 'not-open-repair', missing: ['id'] });
  return count;
}

function kindOf(error: unknown): 'store-unavailable' | 'rights-ended' | 'internal' {
  if (error instanceof StoreUnavailable) return 'store-unavailable';
  return error instanceof RightsEnded ? 'rights-ended' : 'internal';
}

/** Fills a record that nobody wrote to yet, as one edit; answers whether it did. */
function fillIfNew(entity: EntityDocument, fill: RecordDraft['fill']): boolean {
  if (entity.get('created') !== null) return false;
  entity.change(() => fill(entity));
  return true;
}
