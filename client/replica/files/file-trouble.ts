/** What keeps a file from the relay, as a closed list, and what is to be done about it. */
import { fileProblems, problemType, type FileProblemKind } from '../../../shared/protocol/file-upload.ts';
import type { UploadProblem } from './types.ts';

/** `offline`: no relay within reach, or something in between that answers in its place. */
export type TroubleKind = UploadProblem | 'offline';

export class FileTrouble extends Error {
  override readonly name = 'FileTrouble';
  readonly kind: TroubleKind;

  constructor(kind: TroubleKind) {
    super(kind);
    this.kind = kind;
  }
}

/**
 * `wait` for the connection, which is no failure; try the file `again` some time later; wait until a `person` asks for it;
 * or `forget` it, because it was removed for good.
 */
export type Remedy = 'wait' | 'again' | 'person' | 'forget';

export function remedyFor(kind: TroubleKind): Remedy {
  switch (kind) {
    case 'offline':
    case 'unauthorized':
      return 'wait';
    case 'gone':
      return 'forget';
    case 'no-answer':
      return 'again';
    case 'unreadable':
      return 'person';
    default:
      return fileProblems[kind] === 'again' || fileProblems[kind] === 'restart' ? 'again' : 'person';
  }
}

/** What an answer that is no success says. Only a relay says `problem+json` of a kind that is known. */
export async function troubleOf(response: Response): Promise<FileTrouble> {
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') ?? false;
  const kind = isProblem ? readKind(await response.json().catch(() => null)) : undefined;
  await response.body?.cancel().catch(() => undefined);
  if (kind) return new FileTrouble(kind);
  // A gateway whose relay is away, or a portal's page; anything else is an answer that was not understood.
  return new FileTrouble(response.ok || response.status >= 500 ? 'offline' : 'no-answer');
}

function readKind(body: unknown): FileProblemKind | undefined {
  if (typeof body !== 'object' || body === null || !('type' in body)) return undefined;
  const { type } = body;
  if (typeof type !== 'string' || !type.startsWith(problemType)) return undefined;
  const kind = type.slice(problemType.length);
  return Object.hasOwn(fileProblems, kind) ? (kind as FileProblemKind) : undefined;
}
