/**
 * Streams a file to the relay that is running on a data folder and passes on what it tells. Over `node:http` and
 * not `fetch`, because the answer has to be read while the file is still on its way.
 */
import { request, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import type { ShopId } from '../../shared/lib/ids.ts';
import type { ImportEvent, ImportReport } from '../import/import-events.ts';
import { ImportStopped } from '../import/import-open-repair.ts';
import { Failure } from './failure.ts';

export interface RemoteImport {
  /** Where the relay is: `http://127.0.0.1:4500`. */
  readonly url: string;
  readonly token: string;
  readonly shop: ShopId;
  readonly source: Readable;
  readonly tell: (event: ImportEvent) => void;
}

/**
 * Resolves with the report.
 * @throws ImportStopped as an import in this process would, and Failure when the relay does not take the file.
 */
export async function importRemotely({
  url,
  token,
  shop,
  source,
  tell,
}: RemoteImport): Promise<ImportReport> {
  const sending = request(new URL(`/api/shops/${shop}/import/open-repair`, url), {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'text/csv' },
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    sending.once('error', reject);
    sending.once('response', (response) => {
      if (response.statusCode === 200) resolve(response);
      else {
        response.resume();
        reject(new Failure(`The relay at ${url} refused the import (status ${response.statusCode}).`));
      }
    });
  });
  // An answer that comes before the file is through (not an Open Repair file) ends the sending; it is told below.
  const sent = pipeline(source, sending).catch(() => {});
  try {
    const response = await answered;
    for await (const line of createInterface({ input: response })) {
      const event = parseEvent(line);
      if (event?.type === 'done') return event.report;
      if (event?.type === 'failed') throw new ImportStopped(event.failure);
      if (event) tell(event);
    }
  } catch (error) {
    if (error instanceof ImportStopped || error instanceof Failure) throw error;
    throw new Failure(`The relay at ${url} went away. What it stored is kept; run the same import again.`);
  } finally {
    sending.destroy();
    await sent;
  }
  throw new Failure(
    `The relay at ${url} ended its answer early. What it stored is kept; run the same import again.`,
  );
}

/** An event of a relay of this version; anything else is passed over. */
function parseEvent(line: string): ImportEvent | undefined {
  try {
    const event: unknown = JSON.parse(line);
    const type: unknown =
      typeof event === 'object' && event !== null && 'type' in event ? event.type : undefined;
    const known = type === 'bad' || type === 'progress' || type === 'done' || type === 'failed';
    return known ? (event as ImportEvent) : undefined;
  } catch {
    return undefined;
  }
}
