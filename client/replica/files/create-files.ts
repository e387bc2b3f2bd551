/**
 * Files, put together. A picture that is added is made ready, stored with its place in the queue in one transaction
 * (`upload-queue.ts`), and shown from here (`pictures.ts`). The leading tab sends it (`uploader.ts`), the thumb first; once
 * the relay has it, it stays as a cached picture for as long as there is room (`picture-cache.ts`).
 */
import { entityKey, freshFileId, type FileId } from '../../../shared/lib/ids.ts';
import {
  isImageType,
  largestFile,
  renditions,
  type Rendition,
} from '../../../shared/protocol/file-upload.ts';
import { Leader } from '../leader.ts';
import { Listeners } from '../listeners.ts';
import { FileRelay } from './file-relay.ts';
import { FileTabs, type FileNews } from './file-tabs.ts';
import type { PictureBytes, QueueEntry, QueuedPart } from './file-vault.ts';
import { filesName, openFileVault } from './open-file-vault.ts';
import type { FilesOptions } from './options.ts';
import { PictureCache } from './picture-cache.ts';
import { Pictures } from './pictures.ts';
import { sha256 } from './sha256.ts';
import { UnreadablePicture, type Files, type QueuedFile } from './types.ts';
import { Uploader } from './uploader.ts';
import { UploadQueue } from './upload-queue.ts';

export async function createFiles(options: FilesOptions): Promise<Files> {
  const { time, random, line, addresses, prepare } = options;
  const name = filesName(options);
  const changed = new Listeners();
  const vault = await (options.vault ?? openFileVault(options, time));
  const cache = new PictureCache(vault, time, options.budget);
  const relay = new FileRelay(options);
  const tabs = new FileTabs(options, name, (news) => void hear(news));
  /** What the tab that sends said of its progress. */
  const told = new Map<FileId, number>();
  /** Of which files this tab has said that it is sending them. */
  const telling = new Set<FileId>();

  const queue = new UploadQueue({
    vault,
    time,
    random,
    tell: (id) => tabs.tell({ type: 'look', id }),
    makeRoom: () => cache.makeRoom(),
  });
  const pictures = new Pictures({
    local: (picture) => queue.bytes(picture),
    cache,
    relay,
    line,
    time,
    random,
    addresses,
  });
  // What only this page's memory holds no other tab can send.
  const mine = (id: FileId): boolean => leader.leads || queue.isHereOnly(id);
  const uploader = new Uploader({ queue, relay, line, time, random, mine });
  const leader = new Leader(options.locks, `${name}/leader`, {
    gained: () => {
      told.clear();
      tabs.tell({ type: 'leading' });
      void queue.load().then(() => uploader.look());
      void cache.trim();
    },
    lost: () => changed.emit(),
  });
  queue.changed.subscribe(() => changed.emit());
  uploader.moved.subscribe(() => {
    for (const { id } of queue.all()) {
      const progress = uploader.progress(id) ?? null;
      if (progress === null && !telling.delete(id)) continue;
      if (progress !== null) telling.add(id);
      tabs.tell({ type: 'progress', id, progress });
    }
    changed.emit();
  });

  async function hear(news: FileNews): Promise<void> {
    if (news.type === 'leading') told.clear();
    else if (news.type === 'progress') {
      if (news.progress === null) told.delete(news.id);
      else told.set(news.id, news.progress);
    } else {
      told.delete(news.id);
      await queue.heard(news.id);
      pictures.look(news.id);
    }
    changed.emit();
  }

  function uploadOf(entry: QueueEntry): QueuedFile['upload'] {
    const saved = queue.isSaved(entry.id);
    const progress = uploader.progress(entry.id) ?? told.get(entry.id);
    if (progress !== undefined) return { state: 'uploading', saved, progress };
    if (entry.problem === null) return { state: 'waiting', saved };
    return { state: 'failed', saved, reason: entry.problem, retryAt: entry.retryAt };
  }

  function retry(id: FileId): void {
    const entry = queue.get(id);
    if (entry?.problem) void queue.update({ ...entry, tries: 0, problem: null, retryAt: null });
  }

  await queue.load();
  await leader.start();

  return {
    async add(picture, about) {
      const made = await prepare(picture, about.kind ?? 'photo');
      const bytes = new Map<Rendition, PictureBytes>();
      const parts: QueuedPart[] = [];
      // The thumb first: it is what others see soonest.
      for (const rendition of ['thumb', 'full'] as const) {
        const ready = await readPicture(made[rendition], rendition);
        const sum = await sha256(ready.bytes);
        bytes.set(rendition, ready);
        parts.push({ rendition, type: ready.type, length: ready.bytes.length, sha256: sum, sent: false });
      }
      const id = freshFileId(time.now(), random);
      const entry = { id, for: entityKey(about.for), at: time.now(), parts };
      await queue.add({ ...entry, tries: 0, problem: null, retryAt: null }, bytes);
      return id;
    },
    state(id) {
      const entry = queue.get(id);
      return entry ? uploadOf(entry) : { state: 'done' };
    },
    queue: () =>
      queue.all().map((entry) => ({
        id: entry.id,
        for: entry.for,
        at: entry.at,
        bytes: entry.parts.reduce((sum, { length }) => sum + length, 0),
        upload: uploadOf(entry),
      })),
    subscribe: (listener) => changed.subscribe(listener),
    hold: (id, rendition) => pictures.hold(id, rendition),
    retry,
    retryAll: () => {
      for (const { id } of queue.all()) retry(id);
      uploader.wake();
    },
    async cancel(id) {
      if (!queue.get(id)) return;
      await queue.forget(id);
      if (line.online) await Promise.all(renditions.map((rendition) => relay.discard(id, rendition)));
    },
    async erase({ names, files }) {
      const erased = new Set(names);
      const queued = queue.all().filter((entry) => erased.has(entry.for));
      for (const id of new Set([...files, ...queued.map((entry) => entry.id)])) await queue.forget(id);
    },
    get problem() {
      return queue.problem;
    },
    async stop() {
      uploader.stop();
      pictures.stop();
      queue.stop();
      leader.stop();
      tabs.close();
      await vault.close();
    },
  };
}

async function readPicture(blob: Blob, rendition: Rendition): Promise<PictureBytes> {
  const { type } = blob;
  if (!isImageType(type)) throw new UnreadablePicture(`a picture is of no type that is sent: ${type}`);
  if (blob.size === 0 || blob.size > largestFile[rendition]) throw new UnreadablePicture('it is too large');
  return { type, bytes: new Uint8Array(await blob.arrayBuffer()) };
}
