/**
 * A disk for tests. It keeps apart what was written and what was synced: `powerCut` leaves of the rest what a real disk
 * might, some of the bytes and the first few of a folder's changes (fault 24). `break` makes it refuse.
 */
import { randomInt, type Random } from '../../shared/lib/random.ts';
import type { Time } from '../../shared/lib/time.ts';
import type { Disk, OpenFile } from './disk.ts';

interface Inode {
  bytes: Uint8Array;
  synced: Uint8Array;
  changed: number;
}
type Entries = Map<string, Inode>;
type Change = (entries: Entries) => void;
interface Folder {
  readonly entries: Entries;
  readonly synced: Entries;
  /** Changes since the last sync, in order: a journaling file system keeps a beginning of them. */
  changes: Change[];
}

/** What a call is named by in `onCall`. */
export type DiskCall = 'write' | 'sync' | 'sync-folder' | 'rename' | 'remove' | 'make-folder' | 'open';

export class MemoryDisk implements Disk {
  readonly #time: Pick<Time, 'now'>;
  #folders = new Map<string, Folder>();
  /** Called before each call that changes something; what it throws, the call throws. */
  onCall: (call: DiskCall, path: string) => void = () => {};

  constructor(time: Pick<Time, 'now'>) {
    this.#time = time;
  }

  /** The power goes: what comes back is what was synced, and by chance some of the rest. */
  powerCut(random: Random): void {
    for (const folder of this.#folders.values()) {
      for (const change of folder.changes.slice(0, randomInt(random, 0, folder.changes.length))) {
        change(folder.synced);
      }
      folder.changes = [];
      folder.entries.clear();
      for (const [name, inode] of folder.synced) {
        inode.bytes = torn(inode, random);
        inode.synced = inode.bytes;
        folder.entries.set(name, inode);
      }
    }
  }

  /** Every byte that lies somewhere on it. */
  *contents(): Generator<readonly [path: string, bytes: Uint8Array]> {
    for (const [path, { entries }] of this.#folders) {
      for (const [name, { bytes }] of entries) yield [`${path}/${name}`, bytes];
    }
  }

  /** Overwrites a byte, as a failing disk does. */
  async damage(path: string, at: number): Promise<void> {
    const inode = this.#find(path);
    if (!inode) throw new Error(`no ${path}`);
    inode.bytes = inode.bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));
  }

  async makeFolder(path: string): Promise<void> {
    this.onCall('make-folder', path);
    if (!this.#folders.has(path))
      this.#folders.set(path, { entries: new Map(), synced: new Map(), changes: [] });
  }

  async list(path: string): Promise<readonly string[]> {
    const start = path === '' ? '' : `${path}/`;
    const below = [...this.#folders.keys()]
      .filter((each) => each.startsWith(start) && each !== path)
      .map((each) => each.slice(start.length).split('/')[0] ?? '');
    return [...new Set([...below, ...(this.#folders.get(path)?.entries.keys() ?? [])])];
  }

  async stat(path: string) {
    const found = this.#find(path);
    return found && { size: found.bytes.length, changed: found.changed };
  }

  async read(path: string): Promise<Uint8Array | undefined> {
    return this.#find(path)?.bytes;
  }

  stream(path: string): ReadableStream<Uint8Array> {
    const bytes = this.#find(path)?.bytes ?? new Uint8Array();
    return new ReadableStream({
      start(controller) {
        for (let at = 0; at < bytes.length; at += 1000) controller.enqueue(bytes.subarray(at, at + 1000));
        controller.close();
      },
    });
  }

  async open(path: string): Promise<OpenFile> {
    this.onCall('open', path);
    const inode = this.#find(path) ?? this.#make(path);
    return {
      write: async (bytes, at) => {
        this.onCall('write', path);
        const next = new Uint8Array(Math.max(inode.bytes.length, at + bytes.length));
        next.set(inode.bytes);
        next.set(bytes, at);
        inode.bytes = next;
        inode.changed = this.#time.now();
      },
      sync: async () => {
        this.onCall('sync', path);
        inode.synced = inode.bytes;
      },
      close: async () => {},
    };
  }

  async rename(from: string, to: string): Promise<void> {
    this.onCall('rename', to);
    const [folder, source] = split(from);
    const [, target] = split(to);
    this.#change(folder, (entries) => {
      const inode = entries.get(source);
      if (!inode) return;
      entries.set(target, inode);
      entries.delete(source);
    });
  }

  async remove(path: string): Promise<boolean> {
    this.onCall('remove', path);
    if (!this.#find(path)) return false;
    const [folder, name] = split(path);
    this.#change(folder, (entries) => entries.delete(name));
    return true;
  }

  async syncFolder(path: string): Promise<void> {
    this.onCall('sync-folder', path);
    const folder = this.#folders.get(path);
    if (!folder) throw new Error(`no ${path}`);
    for (const change of folder.changes) change(folder.synced);
    folder.changes = [];
  }

  #find(path: string): Inode | undefined {
    const [folder, name] = split(path);
    return this.#folders.get(folder)?.entries.get(name);
  }

  #make(path: string): Inode {
    const inode: Inode = { bytes: new Uint8Array(), synced: new Uint8Array(), changed: this.#time.now() };
    const [folder, name] = split(path);
    this.#change(folder, (entries) => entries.set(name, inode));
    return inode;
  }

  #change(path: string, change: Change): void {
    const folder = this.#folders.get(path);
    if (!folder) throw new Error(`no ${path}`);
    change(folder.entries);
    folder.changes.push(change);
  }
}

const split = (path: string): readonly [folder: string, name: string] => {
  const slash = path.lastIndexOf('/');
  return [path.slice(0, slash), path.slice(slash + 1)];
};

/** Of bytes that were not synced any part may be there, also as zeros in its full length. */
function torn({ bytes, synced }: Inode, random: Random): Uint8Array {
  if (bytes === synced) return bytes;
  const kept = new Uint8Array(randomInt(random, synced.length, Math.max(synced.length, bytes.length)));
  const real = randomInt(random, synced.length, kept.length);
  kept.set(bytes.subarray(0, Math.min(real, bytes.length)));
  return kept;
}
