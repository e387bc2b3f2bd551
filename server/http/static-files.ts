/**
 * The built app from `dist/`. What has a hash in its name may be kept for ever; everything else is asked for
 * again each time. A path of the app itself (`/ticket/…`) gets the page, and one below `/operator` the dashboard's (rules
 * REST-7, DASH-7). Knows nothing of the API.
 */
import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

const notBuilt =
  'The app is not built yet. Run "npx -y pnpm@12 build" in the project, then load this page again.\n' +
  'The relay itself is running: /health, /sync and /api answer.\n';

/** Answers GET and HEAD for `pathname` (as in the URL, still encoded), or undefined when there is no such file. */
export type StaticFiles = (
  pathname: string,
  ifNoneMatch: string | undefined,
) => Promise<Response | undefined>;

export function createStaticFiles(folder: string): StaticFiles {
  return async (pathname, ifNoneMatch) => {
    const wanted = decodePath(pathname);
    if (wanted === undefined) return undefined;
    const found = await readInside(folder, wanted === '/' ? '/index.html' : wanted);
    if (found) return answer(found, wanted, ifNoneMatch);
    // A missing script must be missing: as a page it would fail in a way that nobody understands.
    if (path.posix.extname(wanted) !== '') return undefined;
    const shell = /^\/operator(\/|$)/.test(wanted) ? '/operator/index.html' : '/index.html';
    const page = await readInside(folder, shell);
    if (page) return answer(page, shell, ifNoneMatch);
    return new Response(notBuilt, {
      status: 503,
      headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' },
    });
  };
}

interface Found {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly file: string;
  readonly tag: string;
}

function answer({ bytes, file, tag }: Found, wanted: string, ifNoneMatch: string | undefined): Response {
  const headers = {
    'Content-Type': types[path.extname(file)] ?? 'application/octet-stream',
    'Cache-Control': cacheFor(wanted),
    ETag: tag,
  };
  if (ifNoneMatch === tag) return new Response(null, { status: 304, headers });
  return new Response(bytes, { headers: { ...headers, 'Content-Length': String(bytes.length) } });
}

/** Vite puts what has a hash in its name into `/assets`. The service worker must never be kept by a cache. */
export const cacheFor = (pathname: string): string =>
  /^(\/operator)?\/assets\/.+-[A-Za-z0-9_-]{8,}\.[a-z0-9.]+$/.test(pathname)
    ? 'public, max-age=31536000, immutable'
    : 'no-cache';

function decodePath(pathname: string): string | undefined {
  try {
    const decoded = decodeURIComponent(pathname);
    if (/[\0\\]/.test(decoded) || decoded.split('/').some((part) => part === '..' || part.startsWith('.'))) {
      return undefined;
    }
    return decoded;
  } catch {
    return undefined;
  }
}

async function readInside(folder: string, pathname: string): Promise<Found | undefined> {
  try {
    const root = await realpath(folder);
    const file = await realpath(path.join(root, pathname));
    // A link inside the folder must not lead out of it.
    if (!file.startsWith(root + path.sep)) return undefined;
    const { size, mtimeMs } = await stat(file);
    const bytes = new Uint8Array(await readFile(file));
    return { bytes, file, tag: `W/"${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}"` };
  } catch {
    return undefined;
  }
}
