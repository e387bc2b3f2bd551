/** A copy of the sources in a folder of its own, in which a test may change what it likes, check it, build it and run it. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.join(import.meta.dirname, '..', '..');
const copied = [
  'bench',
  'client',
  'server',
  'shared',
  'tests',
  'package.json',
  'tsconfig.base.json',
  'tsconfig.json',
  'vite.config.ts',
  'vitest.config.ts',
];

/** What each tool is called with; all of them are the project's own. */
const tools = {
  types: ['typescript/bin/tsc', '--noEmit'],
  unit: ['vitest/vitest.mjs', 'run', '--project', 'unit'],
  build: ['vite/bin/vite.js', 'build', '--logLevel', 'warn'],
} as const;

export class SourceCopy {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async make(): Promise<SourceCopy> {
    const folder = await mkdtemp(path.join(tmpdir(), 'solder-copy-'));
    for (const name of copied) await cp(path.join(root, name), path.join(folder, name), { recursive: true });
    await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
    return new SourceCopy(folder);
  }

  async write(file: string, text: string): Promise<void> {
    await writeFile(path.join(this.folder, file), text);
  }

  async change(file: string, change: (text: string) => string): Promise<void> {
    await this.write(file, change(await readFile(path.join(this.folder, file), 'utf8')));
  }

  /** Runs one of the project's tools in the copy. @throws with what it said when it ends badly */
  async run(tool: keyof typeof tools, ...more: readonly string[]): Promise<void> {
    const [script, ...words] = tools[tool];
    const env = { ...process.env, NODE_ENV: tool === 'build' ? 'production' : '' };
    const file = path.join(root, 'node_modules', script);
    try {
      await promisify(execFile)(process.execPath, [file, ...words, ...more], { cwd: this.folder, env });
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      throw new Error(`${tool} in the copy failed:\n${stdout}${stderr}`, { cause: error });
    }
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}
