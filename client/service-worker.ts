/**
 * Keeps the page itself on the device, so that it opens without a network. It stores the files of one build and
 * nothing else; records are the replica's business, which is woken here for a round while no page is open. A newer build waits until the person agrees or no page of
 * the old one is open; no page is ever reloaded by it.
 */
import { answerFrom } from './app/offline/answer-from.ts';

/** The parts of a service worker's world that are used here; the DOM's own types have no service worker. */
interface Extendable extends Event {
  waitUntil(done: Promise<unknown>): void;
}
interface Fetched extends Extendable {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Told extends Extendable {
  readonly data: unknown;
}
interface Background {
  syncInBackground(): Promise<ReadonlyMap<string, string>>;
}
interface Woken extends Extendable {
  readonly tag: string;
}
interface Worker {
  /** `background.ts`, put here by the build. */
  readonly solderBackground?: () => Background;
  readonly location: Location;
  readonly caches: CacheStorage;
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listen: (event: Extendable) => void): void;
  addEventListener(type: 'fetch', listen: (event: Fetched) => void): void;
  addEventListener(type: 'sync' | 'periodicsync', listen: (event: Woken) => void): void;
  addEventListener(type: 'message', listen: (event: Told) => void): void;
}

/** Filled in by the build. */
declare const PRECACHE_LIST: { readonly version: string; readonly files: readonly string[] };
declare const self: unknown;

const worker = self as Worker;
const { version, files } = PRECACHE_LIST;
const prefix = 'solder-page-';
const cacheName = prefix + version;
const known = new Set(files);

worker.addEventListener('install', (event) => {
  event.waitUntil(
    worker.caches
      .open(cacheName)
      .then((cache) => cache.addAll(files.map((path) => new Request(path, { cache: 'reload' })))),
  );
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(forgetOldBuilds().then(() => worker.clients.claim()));
});

worker.addEventListener('message', (event) => {
  if (event.data === 'take-over') event.waitUntil(worker.skipWaiting());
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const from = answerFrom(
    {
      method: request.method,
      navigation: request.mode === 'navigate',
      url: new URL(request.url),
      origin: worker.location.origin,
    },
    known,
  );
  if (from === 'shell') event.respondWith(stored('/', request));
  else if (from === 'files') event.respondWith(stored(new URL(request.url).pathname, request));
});

worker.addEventListener('sync', (event) => {
  if (event.tag.startsWith('solder-')) event.waitUntil(sendUnsent());
});

worker.addEventListener('periodicsync', (event) => {
  if (event.tag.startsWith('solder-')) event.waitUntil(syncInBackground());
});

/** Made when it is first needed, and once. */
let background: Background | undefined;
let running: Promise<Ends> | null = null;

type Ends = Awaited<ReturnType<Background['syncInBackground']>>;

/**
 * Rejects where something may still be unsent, also because a page is at it that may be closed before it is done: the browser
 * then wakes the worker again, later.
 */
async function sendUnsent(): Promise<void> {
  const ends = [...(await syncInBackground()).values()];
  if (ends.includes('failed') || ends.includes('led')) throw new Error('not everything could be synced');
}

/** One round at a time, whatever asks. */
function syncInBackground(): Promise<Ends> {
  running ??= oneRound().finally(() => {
    running = null;
  });
  return running;
}

async function oneRound(): Promise<Ends> {
  background ??= worker.solderBackground?.();
  return (await background?.syncInBackground()) ?? new Map<string, string>();
}

async function stored(path: string, request: Request): Promise<Response> {
  const cache = await worker.caches.open(cacheName);
  return (await cache.match(path)) ?? (await worker.caches.match(path)) ?? fetch(request);
}

/** Keeps the build before this one: a page of it may still be open and load a part that it has not needed yet. */
async function forgetOldBuilds(): Promise<void> {
  const old = (await worker.caches.keys()).filter((name) => name.startsWith(prefix) && name !== cacheName);
  await Promise.all(old.slice(0, -1).map((name) => worker.caches.delete(name)));
}
