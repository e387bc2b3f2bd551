/** A scene for tests: the app with files, people of each role, and how a device sends a file. */
import type { Author, ShopId } from '../../shared/lib/ids.ts';
import { pieceType, tusVersion } from '../../shared/protocol/file-upload.ts';
import type { Role } from '../../shared/schema/field.ts';
import type { FileName } from '../files/files.ts';
import { sha256Of } from '../files/files-scene.ts';
import type { AppDependencies } from './app.ts';
import { appScene } from './app-scene.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

export const metadataOf = (
  { id, rendition }: FileName,
  bytes: Uint8Array,
  more: Readonly<Record<string, string>> = {},
): string =>
  Object.entries({ id, rendition, filetype: 'image/jpeg', sha256: sha256Of(bytes), ...more })
    .map(([key, value]) => `${key} ${base64(value)}`)
    .join(',');

/** Where the pieces of a file go. */
const uploadOf = ({ id, rendition }: FileName): string => `/api/shops/demo/files/${id}/upload/${rendition}`;

export function filesScene(changed: Partial<AppDependencies> = {}) {
  const scene = appScene(changed);
  const { app, mint } = scene;
  const tokenOf = (role: Role, shop = 'demo') =>
    // A person whom the store does not know: then what the token says counts.
    mint({ shop: shop as ShopId, id: `a-${role}` as Author, name: role, role }, 60_000);

  /** Asks as somebody of that role; `null` is nobody. */
  const ask = async (
    method: string,
    path: string,
    headers: Readonly<Record<string, string>> = {},
    {
      as = 'technician',
      shop = 'demo',
      body,
    }: { as?: Role | null; shop?: string; body?: Uint8Array<ArrayBuffer> } = {},
  ): Promise<Response> =>
    app.request(path, {
      method,
      headers: {
        ...(as && { Authorization: `Bearer ${await tokenOf(as, shop)}` }),
        'Tus-Resumable': tusVersion,
        ...headers,
      },
      ...(body && { body }),
    });

  const announce = (
    name: FileName,
    bytes: Uint8Array<ArrayBuffer>,
    who: { as?: Role | null; shop?: string; in?: string } = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> =>
    ask(
      'POST',
      `/api/shops/${who.in ?? 'demo'}/files`,
      {
        'Upload-Length': String(bytes.length),
        'Upload-Metadata': metadataOf(name, bytes),
        ...headers,
      },
      who,
    );

  const send = (
    name: FileName,
    offset: number,
    body: Uint8Array<ArrayBuffer>,
    who: { as?: Role | null; shop?: string } = {},
  ): Promise<Response> =>
    ask(
      'PATCH',
      uploadOf(name),
      { 'Content-Type': pieceType, 'Upload-Offset': String(offset) },
      { ...who, body },
    );

  const put = async (name: FileName, bytes: Uint8Array<ArrayBuffer>): Promise<void> => {
    await announce(name, bytes);
    const { status } = await send(name, 0, bytes);
    if (status !== 204) throw new Error(`sending a file was answered ${status}`);
  };

  return { ...scene, tokenOf, ask, announce, send, put, uploadOf };
}

/** The kind of a problem. */
export const kindOf = async (response: Response): Promise<string | undefined> =>
  ((await response.json()) as { type?: string }).type?.split(':').at(-1);
