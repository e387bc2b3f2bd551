/**
 * The relay's files over HTTP: announcing, sending a piece, fetching. Each call is one request, with one more when the
 * token was refused; trying again later is the caller's. What is no answer of a relay's counts as offline (fault 14).
 */
import type { FileId } from '../../../shared/lib/ids.ts';
import type { Time } from '../../../shared/lib/time.ts';
import { isImageType, pieceType, tusVersion, type Rendition } from '../../../shared/protocol/file-upload.ts';
import type { PictureBytes, QueueEntry, QueuedPart } from './file-vault.ts';
import { FileTrouble, troubleOf } from './file-trouble.ts';
import type { FilesOptions } from './options.ts';

/** How long a request may take, in milliseconds; a piece is cut to take a fraction of it. */
const patience = 60_000;

type Bytes = Uint8Array<ArrayBuffer>;

interface Ask {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Bytes;
}

/** A file, and the record that it was taken for: of one that was erased the relay takes none. */
export type AnnouncedFile = Pick<QueueEntry, 'id' | 'for'>;

export class FileRelay {
  readonly #base: string;
  readonly #fetch: FilesOptions['fetch'];
  readonly #getToken: FilesOptions['getToken'];
  readonly #time: Time;

  constructor({ url, shop, fetch, getToken, time }: FilesOptions) {
    this.#base = `${url}/api/shops/${shop}/files`;
    this.#fetch = fetch;
    this.#getToken = getToken;
    this.#time = time;
  }

  /**
   * Announces a rendition and answers at which offset it goes on; its length when the relay has it. `first` is sent along.
   * @throws FileTrouble
   */
  async begin(file: AnnouncedFile, part: QueuedPart, signal: AbortSignal, first?: Bytes): Promise<number> {
    const { rendition, type, length, sha256 } = part;
    const metadata = Object.entries({ id: file.id, for: file.for, rendition, filetype: type, sha256 });
    const headers = {
      'Upload-Length': String(length),
      'Upload-Metadata': metadata.map(([key, value]) => `${key} ${btoa(value)}`).join(','),
      ...(first && { 'Content-Type': pieceType }),
    };
    return this.#offset({ method: 'POST', path: '', headers, ...(first && { body: first }) }, signal);
  }

  /**
   * Sends a piece that begins at `offset` and answers where the next one does.
   * @throws FileTrouble
   */
  send(id: FileId, rendition: Rendition, offset: number, body: Bytes, signal: AbortSignal): Promise<number> {
    const headers = { 'Content-Type': pieceType, 'Upload-Offset': String(offset) };
    return this.#offset({ method: 'PATCH', path: `/${id}/upload/${rendition}`, headers, body }, signal);
  }

  /** Tells the relay not to keep what came of an upload; that it hears of it is not certain, nor needed. */
  async discard(id: FileId, rendition: Rendition): Promise<void> {
    await this.#ask({ method: 'DELETE', path: `/${id}/upload/${rendition}` }, never, () =>
      Promise.resolve(),
    ).catch(() => undefined);
  }

  /**
   * The bytes of a rendition.
   * @throws FileTrouble `not-found` when nobody has sent it yet
   */
  read(id: FileId, rendition: Rendition, signal: AbortSignal): Promise<PictureBytes> {
    return this.#ask({ method: 'GET', path: `/${id}?size=${rendition}` }, signal, async (response) => {
      const type = response.headers.get('content-type');
      if (!response.ok || !isImageType(type)) throw await troubleOf(response);
      return { type, bytes: new Uint8Array(await response.arrayBuffer()) };
    });
  }

  #offset(ask: Ask, signal: AbortSignal): Promise<number> {
    return this.#ask(ask, signal, async (response) => {
      const offset = response.headers.get('upload-offset');
      if (!response.ok || offset === null || !/^\d{1,15}$/.test(offset)) throw await troubleOf(response);
      await response.body?.cancel().catch(() => undefined);
      return Number(offset);
    });
  }

  /** Asks, and reads the answer before the time is up. */
  async #ask<T>(ask: Ask, signal: AbortSignal, read: (response: Response) => Promise<T>): Promise<T> {
    const cut = new AbortController();
    let late = false;
    const cancel = this.#time.after(patience, () => {
      late = true;
      cut.abort();
    });
    const stop = (): void => cut.abort();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      const response = await this.#asked(ask, cut.signal);
      return await read(response);
    } catch (error) {
      if (error instanceof FileTrouble) throw error;
      // What fetch throws says no more than that there was no answer, or that it broke off.
      throw new FileTrouble(late ? 'no-answer' : 'offline');
    } finally {
      cancel();
      signal.removeEventListener('abort', stop);
    }
  }

  async #asked({ method, path, headers, body }: Ask, signal: AbortSignal): Promise<Response> {
    const once = async (refused: boolean): Promise<Response> => {
      const token = await this.#getToken(refused);
      return this.#fetch(this.#base + path, {
        method,
        // Not in the browser's own cache: what is kept here is kept where it can be forgotten (rule PHOTO-6).
        cache: 'no-store',
        headers: { Authorization: `Bearer ${token}`, 'Tus-Resumable': tusVersion, ...headers },
        signal,
        ...(body && { body }),
      });
    };
    const response = await once(false);
    if (response.status !== 401) return response;
    await response.body?.cancel().catch(() => undefined);
    return once(true);
  }
}

const never = new AbortController().signal;
