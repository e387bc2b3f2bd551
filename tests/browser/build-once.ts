/** Builds the page, and the operator's, once before all browser tests, as `pnpm start` does. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

export async function setup(): Promise<void> {
  const root = path.join(import.meta.dirname, '..', '..');
  const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  for (const more of [[], ['--config', 'vite.operator.config.ts']]) {
    await promisify(execFile)(process.execPath, [vite, 'build', '--logLevel', 'warn', ...more], {
      cwd: root,
      env: { ...process.env, NODE_ENV: 'production' },
    });
  }
}
