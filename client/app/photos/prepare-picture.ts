/**
 * Makes of a picture what is kept and sent: the way up that its camera noted, the longer edge at most 2,560 pixels, and a
 * thumb of 320 beside it (rule PHOTO-10). A phone's 12 megapixels become some 600 KB. It is drawn and encoded anew, so
 * nothing else that the camera wrote down goes along, where it was taken least of all.
 */
import type { Picture } from '../../replica/files/options.ts';
import { UnreadablePicture, type PictureKind } from '../../replica/files/types.ts';
import { fitWithin } from './fit-within.ts';

const longEdge = 2560;
const thumbEdge = 320;

export async function preparePicture(picture: Blob, kind: PictureKind): Promise<Picture> {
  const bitmap = await decoded(picture);
  try {
    const encoding = kind === 'photo' ? { type: 'image/jpeg', quality: 0.85 } : { type: 'image/png' };
    return {
      full: await encoded(bitmap, longEdge, encoding),
      thumb: await encoded(bitmap, thumbEdge, { type: 'image/webp', quality: 0.8 }),
    };
  } finally {
    bitmap.close();
  }
}

/** @throws UnreadablePicture for what this browser has no decoder for, or no memory. */
async function decoded(picture: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(picture, { imageOrientation: 'from-image' });
  } catch (error) {
    throw new UnreadablePicture('it cannot be decoded', { cause: error });
  }
}

interface Encoding {
  readonly type: string;
  readonly quality?: number;
}

async function encoded(bitmap: ImageBitmap, edge: number, encoding: Encoding): Promise<Blob> {
  const { width, height } = fitWithin(bitmap, edge);
  const { context, toBlob } = canvasOf(width, height);
  if (!context) throw new UnreadablePicture('there is no canvas to draw it on');
  // What is transparent in a picture would become black in a JPEG.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  const made = await toBlob(encoding);
  // A browser that cannot encode WebP answers with PNG, which is large.
  if (made.type === encoding.type) return made;
  return toBlob({ type: 'image/jpeg', quality: encoding.quality ?? 0.85 });
}

function canvasOf(width: number, height: number) {
  if ('OffscreenCanvas' in globalThis) {
    const canvas = new OffscreenCanvas(width, height);
    return {
      context: canvas.getContext('2d'),
      toBlob: (encoding: Encoding): Promise<Blob> => canvas.convertToBlob(encoding),
    };
  }
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  return {
    context: canvas.getContext('2d'),
    toBlob: ({ type, quality }: Encoding): Promise<Blob> =>
      new Promise((resolve, reject) => {
        canvas.toBlob(
          (blob) => (blob ? resolve(blob) : reject(new UnreadablePicture('it cannot be encoded'))),
          type,
          quality,
        );
      }),
  };
}
