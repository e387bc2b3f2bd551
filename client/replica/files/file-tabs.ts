/** What the tabs of one device and user tell each other of files. Like in `../tabs.ts`, perhaps from another version. */
import { parseFileId, type FileId } from '../../../shared/lib/ids.ts';
import type { ReplicaOptions, TabChannel } from '../options.ts';

export type FileNews =
  /** Something about that file changed in the vault. */
  | { readonly type: 'look'; readonly id: FileId }
  /** How far it is, 0 to 1; null when it is not being sent any more. */
  | { readonly type: 'progress'; readonly id: FileId; readonly progress: number | null }
  /** Another tab sends from now on. */
  | { readonly type: 'leading' };

export class FileTabs {
  readonly #channel: TabChannel | null;

  constructor(
    { BroadcastChannel }: Pick<ReplicaOptions, 'BroadcastChannel'>,
    name: string,
    heard: (news: FileNews) => void,
  ) {
    this.#channel = BroadcastChannel ? new BroadcastChannel(name) : null;
    this.#channel?.addEventListener('message', ({ data }) => {
      const news = readNews(data);
      if (news) heard(news);
    });
  }

  tell(news: FileNews): void {
    this.#channel?.postMessage(news);
  }

  close(): void {
    this.#channel?.close();
  }
}

function readNews(data: unknown): FileNews | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const found = new Map<string, unknown>(Object.entries(data));
  const type = found.get('type');
  if (type === 'leading') return { type };
  const [id, progress] = [found.get('id'), found.get('progress')];
  const file = typeof id === 'string' ? parseFileId(id) : undefined;
  if (!file) return undefined;
  if (type === 'look') return { type, id: file };
  if (type !== 'progress' || (typeof progress !== 'number' && progress !== null)) return undefined;
  return { type, id: file, progress };
}
