/** Builds what a bench runs in Chromium into one script. */
import path from 'node:path';
import { build } from 'vite';

/** The script's text. */
export async function buildPage(entry: string): Promise<string> {
  const made = await build({
    configFile: false,
    root: path.dirname(entry),
    publicDir: false,
    logLevel: 'warn',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      target: 'es2023',
      minify: true,
      lib: { entry, formats: ['iife'], name: 'bench' },
    },
  });
  const [first] = Array.isArray(made) ? made : [made];
  const chunk = first && 'output' in first ? first.output[0] : undefined;
  if (!chunk) throw new Error('The build has no script.');
  return chunk.code;
}
