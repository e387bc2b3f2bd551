/** A scene for tests: the relay and the command line as real processes on a folder of their own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly process: ChildProcess;
  /** As it said on its first line. */
  readonly url: string;
  readonly ended: Promise<Ended>;
}

/** Half of what a start costs is compiling; vitest.config.ts says where what was compiled is kept. */
const { NODE_COMPILE_CACHE } = process.env;
const compileCache = NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE };

/** The variable that names a data folder with the demo shop, made once for a run of tests (tests/support/make-demo-folder.ts). */
export const demoFolder = 'SOLDER_DEMO_FOLDER';

interface ProcessSceneOptions {
  /** The folder whose scripts are run. */
  readonly server?: string | undefined;
  /** Begins with a copy of that data folder instead of an empty one, where there is one: writing the shop takes longer than a start. */
  readonly demo?: boolean;
}

export async function processScene({ server = import.meta.dirname, demo = false }: ProcessSceneOptions = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), 'solder-run-'));
  const made = process.env[demoFolder];
  if (demo && made !== undefined) await cp(made, folder, { recursive: true });
  const children = new Set<ChildProcess>();
  const tokens = new Map<string, Promise<string>>();

  const start = (script: string, words: readonly string[], env: Record<string, string>) => {
    const child = spawn(process.execPath, [path.join(server, script), ...words], {
      env: { PATH: process.env['PATH'] ?? '', ...compileCache, SOLDER_DATA: folder, PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.add(child);
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    const ended = once(child, 'close').then(([code]): Ended => {
      children.delete(child);
      return { code: code as number | null, out, err };
    });
    return { child, ended };
  };

  const solder = (...words: string[]) => start('cli/main.ts', words, {}).ended;

  return {
    folder,
    /** Starts a relay and waits until it says where it is. */
    async relay(env: Record<string, string> = {}): Promise<Running> {
      const { child, ended } = start('main.ts', [], env);
      const said = new Promise<string>((resolve) => {
        createInterface({ input: child.stdout }).on('line', (line) => {
          const [, url] = /^Solder is running at (http:\/\/\S+)$/.exec(line) ?? [];
          if (url !== undefined) resolve(url);
        });
      });
      const first = await Promise.race([said, ended]);
      if (typeof first !== 'string') throw new Error(`the relay ended (${first.code}): ${first.err}`);
      return { process: child, url: first, ended };
    },
    /** Runs a relay that is expected to end by itself. */
    relayToItsEnd: (env: Record<string, string> = {}, words: readonly string[] = []) =>
      start('main.ts', words, env).ended,
    solder,
    /** What the command line gives somebody to open a shop with, once: it outlives the relay, and a process costs a second. */
    token(user: string, shop = 'demo'): Promise<string> {
      const whose = `${shop} ${user}`;
      const known = tokens.get(whose);
      if (known) return known;
      const made = solder('token', 'create', '--shop', shop, '--user', user).then(({ code, out, err }) => {
        if (code !== 0) throw new Error(`no token for ${user}: ${err}`);
        return out.trim();
      });
      tokens.set(whose, made);
      return made;
    },
    async end(): Promise<void> {
      for (const child of children) child.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

export type ProcessScene = Awaited<ReturnType<typeof processScene>>;
