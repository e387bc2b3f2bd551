/** Sends one rendition of a file to its end, from wherever the relay has it. */
import type { Time } from '../../../shared/lib/time.ts';
import type { AnnouncedFile, FileRelay } from './file-relay.ts';
import { FileTrouble } from './file-trouble.ts';
import type { PictureBytes, QueuedPart } from './file-vault.ts';
import type { PieceSize } from './piece-size.ts';
import { sha256 } from './sha256.ts';

/** What is no larger goes along with its announcement. */
const small = 64 * 2 ** 10;
/** How often an upload may begin anew, or stand still, before it counts as failed. */
const restarts = 3;

export interface SendPart {
  readonly relay: Pick<FileRelay, 'begin' | 'send'>;
  readonly time: Time;
  readonly pieces: PieceSize;
  readonly file: AnnouncedFile;
  readonly part: QueuedPart;
  readonly picture: PictureBytes;
  readonly signal: AbortSignal;
  /** Called with the bytes that the relay has. */
  readonly progress: (bytes: number) => void;
}

/** @throws FileTrouble */
export async function sendPart(given: SendPart): Promise<void> {
  const { relay, time, pieces, file, part, signal, progress } = given;
  const { bytes } = given.picture;
  // Sent damaged it would only be refused at its end, each time.
  if (bytes.length !== part.length || (await sha256(bytes)) !== part.sha256)
    throw new FileTrouble('unreadable');
  const begin = (): Promise<number> =>
    relay.begin(file, part, signal, bytes.length <= small ? bytes : undefined);

  let offset = await begin();
  let stuck = 0;
  while (offset < bytes.length) {
    progress(offset);
    const piece = bytes.slice(offset, offset + pieces.bytes);
    const began = time.now();
    try {
      const reached = await relay.send(file.id, part.rendition, offset, piece, signal);
      if (piece.length === pieces.bytes) pieces.took(time.now() - began);
      stuck = reached > offset ? 0 : stuck + 1;
      offset = reached;
    } catch (error) {
      pieces.failed();
      if (!isElsewhere(error)) throw error;
      stuck++;
      offset = await begin();
    }
    if (stuck > restarts) throw new FileTrouble('no-answer');
  }
  progress(offset);
}

/** The relay has more or less of it than we thought, or nothing any more. */
const isElsewhere = (error: unknown): boolean =>
  error instanceof FileTrouble && (error.kind === 'offset-mismatch' || error.kind === 'not-found');
