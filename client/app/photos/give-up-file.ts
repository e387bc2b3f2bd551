/** A photo that was taken out before it was sent is not sent any more: nobody else has seen it (rule PHOTO-11). */
import type { FileId } from '../../../shared/lib/ids.ts';
import type { Files } from '../../replica/files/types.ts';

export function giveUpFile(files: Pick<Files, 'state' | 'cancel'>, id: FileId): void {
  if (files.state(id).state !== 'done') void files.cancel(id).catch(reportError);
}
