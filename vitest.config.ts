/**
 * Three kinds of test. `unit` is beside the code; `whole` starts relays and replicas; `browser` drives Chromium, two files at a
 * time: one keeps little more than one core busy, and waits for seconds where a network is silent or a disk is full.
 */
import path from 'node:path';
import { defineConfig } from 'vitest/config';

/** For the relays and tools that tests start: all but the first of them find their code compiled. */
const env = { NODE_COMPILE_CACHE: path.join(import.meta.dirname, 'node_modules/.cache/compiled') };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{shared,server,client}/**/*.test.ts', 'tests/spec/**/*.test.ts'],
          environment: 'node',
          env,
          testTimeout: 60_000,
          // Vitest leaves a core to itself unless told; on two cores that would be half of them.
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'whole',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/{browser,spec}/**'],
          environment: 'node',
          env,
          globalSetup: ['tests/support/make-demo-folder.ts'],
          testTimeout: 180_000,
          hookTimeout: 60_000,
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          environment: 'node',
          env,
          globalSetup: ['tests/browser/build-once.ts', 'tests/support/make-demo-folder.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
