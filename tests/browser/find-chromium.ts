/**
 * Finds a Chromium to test with: `CHROME_PATH`, the usual places, one that Playwright has installed. Its headless shell is
 * preferred: it has no window whose parts cost a process each (docs/decisions/0012). Run with `--install` it installs one
 * where there is none: by apt where it may, otherwise Playwright's own download.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';

const shell = 'chromium-headless-shell';
const names = [
  shell,
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'chrome',
  'microsoft-edge',
];

const elsewhere: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['/usr/lib/chromium/chromium', '/snap/bin/chromium', '/opt/google/chrome/chrome'],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
    String.raw`C:\Program Files (x86)\Google\Chrome\Application\chrome.exe`,
    String.raw`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`,
  ],
};

function runnable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function playwrightCache(): string {
  const told = process.env['PLAYWRIGHT_BROWSERS_PATH'];
  if (told) return told;
  if (process.platform === 'darwin') return path.join(homedir(), 'Library', 'Caches', 'ms-playwright');
  if (process.platform === 'win32')
    return path.join(process.env['LOCALAPPDATA'] ?? homedir(), 'ms-playwright');
  return path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'ms-playwright');
}

/** Executables of Playwright's full Chromium, the newest first. */
function fromPlaywright(): string[] {
  const cache = playwrightCache();
  try {
    return readdirSync(cache)
      .filter((name) => /^chromium-\d+$/.test(name))
      .toSorted((a, b) => Number(b.slice(9)) - Number(a.slice(9)))
      .flatMap((name) =>
        [
          'chrome-linux/chrome',
          'chrome-linux64/chrome',
          'chrome-win/chrome.exe',
          'chrome-win64/chrome.exe',
          'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
          'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
        ].map((inside) => path.join(cache, name, inside)),
      );
  } catch {
    return [];
  }
}

const rank = (file: string): number => names.indexOf(path.basename(file));

/**
 * The path of a Chromium that can be run, or undefined; `whole`: not its headless shell, which has no background sync. A
 * wrong `CHROME_PATH` counts as none given.
 */
export function findChromium({ whole = false } = {}): string | undefined {
  const told = process.env['CHROME_PATH'];
  const onPath = (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => names.map((name) => path.join(folder, name)));
  const usual = ['/usr/bin', '/usr/local/bin'].flatMap((folder) =>
    names.map((name) => path.join(folder, name)),
  );
  return [
    ...(told ? [told] : []),
    ...[...usual, ...onPath].toSorted((a, b) => rank(a) - rank(b)),
    ...(elsewhere[process.platform] ?? []),
    ...fromPlaywright(),
  ].find((file) => runnable(file) && !(whole && path.basename(file) === shell));
}

function run(command: string, parts: readonly string[]): boolean {
  // What an installer says is news for the person who waits, and no part of anybody's output.
  return spawnSync(command, parts, { stdio: ['ignore', 2, 2], cwd: tmpdir() }).status === 0;
}

/** Tries apt where it may, and Playwright's download where there is none at all. */
function installChromium(): void {
  const may = process.platform === 'linux' && process.getuid?.() === 0;
  if (may && spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0) {
    process.stderr.write('Installing Chromium and its headless shell with apt.\n');
    run('apt-get', ['update', '-q']);
    const install = ['install', '-q', '-y', '--no-install-recommends'];
    if (!findChromium({ whole: true })) run('apt-get', [...install, 'chromium']);
    run('apt-get', [...install, shell]);
  }
  if (findChromium({ whole: true })) return;
  process.stderr.write("No Chromium here: fetching Playwright's.\n");
  const cli = path.join(path.dirname(import.meta.dirname), '..', 'node_modules', 'playwright-core', 'cli.js');
  run(process.execPath, [cli, 'install', ...(may ? ['--with-deps'] : []), 'chromium']);
}

if (import.meta.main) {
  const isEnough =
    process.env['CHROME_PATH'] !== undefined ||
    (path.basename(findChromium() ?? '') === shell && findChromium({ whole: true }) !== undefined);
  if (!isEnough && process.argv.includes('--install')) installChromium();
  const found = findChromium();
  if (found) {
    process.stdout.write(`Testing with ${found}\n`);
  } else {
    process.stderr.write('No Chromium was found: install Chromium or Chrome, or set CHROME_PATH to one.\n');
    process.exitCode = 1;
  }
}
