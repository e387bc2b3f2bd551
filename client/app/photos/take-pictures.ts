/** Takes pictures one after the other, as each costs a decoded photo of memory. One that fails keeps none of the others from being taken. */
import type { FileId } from '../../../shared/lib/ids.ts';
import { UnreadablePicture } from '../../replica/files/types.ts';
import { NotOnThisDevice } from '../change-record.ts';

export interface Taker {
  readonly add: (picture: File) => Promise<FileId>;
  /** Puts the id where it belongs. */
  readonly put: (id: FileId) => void | Promise<void>;
  /** Lets go of a file that could be put nowhere: nobody would ever see it. */
  readonly giveUp: (id: FileId) => void;
  /** Called once for each picture, however it ended. */
  readonly done: () => void;
  /** For what nobody foresaw. */
  readonly report: (error: unknown) => void;
}

type Failure = 'unreadable' | 'away' | 'failed';

/** Answers what to tell about those that were not taken; empty when all were. */
export async function takePictures(pictures: readonly File[], taker: Taker): Promise<string> {
  const failures: { readonly name: string; readonly why: Failure }[] = [];
  for (const picture of pictures) {
    const why = await takeOne(picture, taker);
    if (why) failures.push({ name: picture.name || 'one of them', why });
  }
  const told = (why: Failure, words: (names: string) => string): string[] => {
    const names = failures.filter((each) => each.why === why).map(({ name }) => name);
    return names.length > 0 ? [words(names.join(', '))] : [];
  };
  return [
    ...told(
      'unreadable',
      (names) => `This device cannot read ${names} as a picture. JPEG, PNG and WebP always work.`,
    ),
    ...told('away', (names) => `Not taken: ${names}. This record comes with the next connection.`),
    ...told('failed', (names) => `Not taken: ${names}. Please try again.`),
  ].join(' ');
}

async function takeOne(picture: File, taker: Taker): Promise<Failure | undefined> {
  let id: FileId | undefined;
  try {
    id = await taker.add(picture);
    await taker.put(id);
    return undefined;
  } catch (error) {
    if (id !== undefined) taker.giveUp(id);
    if (error instanceof UnreadablePicture) return 'unreadable';
    if (error instanceof NotOnThisDevice) return 'away';
    taker.report(error);
    return 'failed';
  } finally {
    taker.done();
  }
}
