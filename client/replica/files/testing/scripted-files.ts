/**
 * The relay's files for tests, as a `fetch`: it keeps what it is sent, speaks the little of tus that is used, and does wrong
 * what a test asks for. The real one is tried in `tests/replica/files.test.ts`.
 */
import { pieceType, problemType, tusVersion } from '../../../../shared/protocol/file-upload.ts';
import { sha256 } from '../sha256.ts';

interface Upload {
  readonly length: number;
  readonly type: string;
  readonly sha256: string;
  bytes: Uint8Array<ArrayBuffer>;
}

const statusOf: Readonly<Record<string, number>> = {
  unauthorized: 401,
  forbidden: 403,
  'not-found': 404,
  'other-content': 409,
  'offset-mismatch': 409,
  gone: 410,
  'checksum-mismatch': 422,
  unavailable: 503,
  'quota-exceeded': 507,
};

const aborted = (signal: AbortSignal | null | undefined): Promise<never> =>
  new Promise((_, reject) => {
    const stop = (): void => reject(new DOMException('aborted', 'AbortError'));
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop);
  });

const problem = (kind: string): Response =>
  new Response(JSON.stringify({ type: problemType + kind }), {
    status: statusOf[kind] ?? 500,
    headers: { 'Content-Type': 'application/problem+json' },
  });

export class ScriptedFiles {
  readonly uploads = new Map<string, Upload>();
  /** `METHOD path` of each request. */
  readonly asked: string[] = [];
  /** Answers in the relay's place while it says something. */
  instead: (method: string, path: string) => Response | Promise<Response> | undefined = () => undefined;
  /** Takes only so many bytes of the next piece that comes alone, and breaks off. */
  cutAfter: number | null = null;
  token = 'token';
  /** Resolves before a request is looked at. */
  gate: Promise<void> = Promise.resolve();
  atOnce = 0;
  mostAtOnce = 0;

  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const { pathname, searchParams } = new URL(url);
    const method = init.method ?? 'GET';
    this.asked.push(`${method} ${pathname}`);
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.atOnce);
    try {
      // First what was given up: a browser sends nothing of it.
      await Promise.race([aborted(init.signal), this.gate]);
      const instead = await this.instead(method, pathname);
      if (instead) return instead;
      const headers = new Headers(init.headers);
      if (headers.get('authorization') !== `Bearer ${this.token}`) return problem('unauthorized');
      const body = init.body instanceof Uint8Array ? new Uint8Array(init.body) : new Uint8Array();
      return await this.#answer({ method, pathname, size: searchParams.get('size'), headers, body });
    } finally {
      this.atOnce--;
    }
  };

  /** Every kind of problem that the relay may tell, as its answer. */
  static problem(kind: string): Response {
    return problem(kind);
  }

  /** The names of files that are whole. */
  whole(): readonly string[] {
    return [...this.uploads].flatMap(([name, { bytes, length }]) => (bytes.length === length ? [name] : []));
  }

  put(name: string, bytes: Uint8Array<ArrayBuffer>): void {
    this.uploads.set(name, { length: bytes.length, type: 'image/jpeg', sha256: '', bytes });
  }

  async #answer(request: {
    readonly method: string;
    readonly pathname: string;
    readonly size: string | null;
    readonly headers: Headers;
    readonly body: Uint8Array<ArrayBuffer>;
  }): Promise<Response> {
    const { method, pathname, headers, body } = request;
    const [, , , , , id = '', , rendition = ''] = pathname.split('/');
    if (method === 'POST') return this.#begin(headers, body);
    if (method === 'GET') {
      const found = this.uploads.get(`${id}.${request.size}`);
      if (!found || found.bytes.length < found.length) return problem('not-found');
      return new Response(found.bytes, { headers: { 'Content-Type': found.type } });
    }
    const name = `${id}.${rendition}`;
    if (method === 'DELETE') {
      const found = this.uploads.get(name);
      if (found && found.bytes.length < found.length) this.uploads.delete(name);
      return new Response(null, { status: 204 });
    }
    const cut = this.cutAfter;
    this.cutAfter = null;
    return this.#append(name, Number(headers.get('upload-offset')), body, cut);
  }

  async #begin(headers: Headers, body: Uint8Array<ArrayBuffer>): Promise<Response> {
    const pairs = (headers.get('upload-metadata') ?? '').split(',').map((pair) => pair.split(' '));
    const metadata = new Map(pairs.map(([key = '', value = '']) => [key, atob(value)]));
    const name = `${metadata.get('id')}.${metadata.get('rendition')}`;
    const known = this.uploads.get(name);
    const sum = metadata.get('sha256') ?? '';
    if (known && known.sha256 !== sum) return problem('other-content');
    if (!known) {
      this.uploads.set(name, {
        length: Number(headers.get('upload-length')),
        type: metadata.get('filetype') ?? '',
        sha256: sum,
        bytes: new Uint8Array(),
      });
    }
    if (headers.get('content-type') === pieceType && !known?.bytes.length) return this.#append(name, 0, body);
    return this.#at(known?.bytes.length ?? 0);
  }

  async #append(
    name: string,
    offset: number,
    body: Uint8Array<ArrayBuffer>,
    cut: number | null = null,
  ): Promise<Response> {
    const upload = this.uploads.get(name);
    if (!upload) return problem('not-found');
    if (upload.bytes.length !== offset) return problem('offset-mismatch');
    const came = cut === null ? body : body.slice(0, cut);
    const joined = new Uint8Array(offset + came.length);
    joined.set(upload.bytes);
    joined.set(came, offset);
    upload.bytes = joined;
    if (cut !== null) throw new TypeError('network error');
    if (upload.bytes.length === upload.length && (await sha256(upload.bytes)) !== upload.sha256) {
      this.uploads.delete(name);
      return problem('checksum-mismatch');
    }
    return this.#at(upload.bytes.length);
  }

  #at(offset: number): Response {
    return new Response(null, {
      status: 204,
      headers: { 'Upload-Offset': String(offset), 'Tus-Resumable': tusVersion },
    });
  }
}
