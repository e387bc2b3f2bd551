/** Builds the page: `client/` into `dist/`, with a service worker that knows every file of the build by name. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import react from '@vitejs/plugin-react';
import { build, defineConfig, type Plugin } from 'vite';

const root = path.join(import.meta.dirname, 'client');
const publicDir = path.join(root, 'public');

/**
 * The replica as one function for the service worker, which cannot import when it is woken. It is only read, not run, when the
 * worker starts.
 */
async function backgroundSync(): Promise<string> {
  const made = await build({
    configFile: false,
    root,
    publicDir: false,
    logLevel: 'warn',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      target: 'es2023',
      minify: true,
      lib: { entry: path.join(root, 'background.ts'), formats: ['iife'], name: 'background' },
    },
  });
  const [first] = Array.isArray(made) ? made : [made];
  const chunk = first && 'output' in first ? first.output[0] : undefined;
  if (!chunk) throw new Error('The build has no background sync.');
  return `\nself.solderBackground = function () {\n${chunk.code}\nreturn background;\n};\n`;
}

/** Writes the list of files and the version of the build into the service worker (rule APP-9). */
function precacheList(): Plugin {
  return {
    name: 'solder-precache-list',
    apply: 'build',
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        const worker = bundle['service-worker.js'];
        if (worker?.type !== 'chunk') throw new Error('The build has no service worker.');
        worker.code += await backgroundSync();
        const files = Object.values(bundle).filter(
          (file) => file !== worker && !file.fileName.endsWith('.map'),
        );
        const hash = createHash('sha256').update(worker.code);
        for (const file of files.toSorted((a, b) => (a.fileName < b.fileName ? -1 : 1))) {
          hash.update(file.fileName).update(file.type === 'chunk' ? file.code : file.source);
        }
        const still = readdirSync(publicDir);
        for (const name of still) hash.update(name).update(readFileSync(path.join(publicDir, name)));
        const names = [
          ...files.map(({ fileName }) => fileName).filter((name) => name !== 'index.html'),
          ...still,
        ];
        const list = {
          version: hash.digest('hex').slice(0, 16),
          files: ['/', ...names.map((name) => `/${name}`)],
        };
        worker.code = worker.code.replace('PRECACHE_LIST', () => JSON.stringify(list));
      },
    },
  };
}

export default defineConfig({
  root,
  publicDir,
  plugins: [react(), precacheList()],
  build: {
    outDir: path.join(import.meta.dirname, 'dist'),
    emptyOutDir: true,
    target: 'es2023',
    // Browsers of 2024: `light-dark()` stays as it is and follows the theme that the person chose.
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      input: { index: path.join(root, 'index.html'), 'service-worker': path.join(root, 'service-worker.ts') },
      output: {
        // A service worker lives at one address for ever; all else may be cached for ever by its hash.
        entryFileNames: ({ name }) => (name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
});
