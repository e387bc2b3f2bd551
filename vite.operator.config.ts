/**
 * Builds the operator's dashboard into `dist/operator/`, apart from the shop's page: neither has a byte of the other in its
 * files, and the shop's service worker knows nothing of it (docs/decisions/0021-dashboard-as-a-page-of-its-own.md).
 */
import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: path.join(import.meta.dirname, 'client', 'operator'),
  base: '/operator/',
  publicDir: false,
  plugins: [react()],
  build: {
    outDir: path.join(import.meta.dirname, 'dist', 'operator'),
    emptyOutDir: true,
    target: 'es2023',
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    chunkSizeWarningLimit: 700,
  },
});
