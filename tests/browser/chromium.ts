/** Starts Chromium, for one test file or, on a user-data folder of its own, so that it can be killed and come back. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { chromium, type Browser } from 'playwright-core';
import { must } from '../../shared/lib/assert.ts';
import { findChromium } from './find-chromium.ts';

export const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

interface WhichChromium {
  /** Not the headless shell. */
  readonly whole?: boolean;
}

export const executable = (which: WhichChromium = {}): string =>
  must(findChromium(which), 'no Chromium: run tests/browser/find-chromium.ts --install');

export const launch = (which: WhichChromium = {}): Promise<Browser> =>
  chromium.launch({ executablePath: executable(which), headless: true, args: flags });

export interface OwnBrowser {
  readonly browser: Browser;
  /** Ends all of its processes at once, as a power cut or the system would (fault 6). */
  kill(): Promise<void>;
}

/** A browser that keeps its profile in `folder`, in a process group of its own. */
export async function launchIn(folder: string): Promise<OwnBrowser> {
  const child = spawn(
    executable(),
    [...flags, '--headless', '--remote-debugging-port=0', `--user-data-dir=${folder}`, 'about:blank'],
    { detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const ended = once(child, 'exit');
  const kill = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      process.kill(-must(child.pid, 'a browser without a process'), 'SIGKILL');
    }
    await ended;
  };
  const said = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      const [, address] = /^DevTools listening on (ws:\S+)$/.exec(line) ?? [];
      if (address !== undefined) resolve(address);
    });
    child.once('exit', (code) => reject(new Error(`Chromium ended with ${code}`)));
  });
  try {
    return { browser: await chromium.connectOverCDP(await said), kill };
  } catch (error) {
    await kill();
    throw error;
  }
}
