/**
 * Loaded into a server whose memory is measured: a signal has all its threads let go of their garbage as when memory is short, so that
 * what is seen is what they keep, and not what the engine holds ready for the next burst. Each says on the fourth channel what it keeps.
 */
import { writeSync } from 'node:fs';
import { getHeapStatistics } from 'node:v8';
import { BroadcastChannel, isMainThread, threadId } from 'node:worker_threads';

const told = 3;
const threads = new BroadcastChannel('collect');
threads.unref();

function collect() {
  globalThis.gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  const { used_heap_size: inHeap, external_memory: beside } = getHeapStatistics();
  writeSync(told, `${threadId} ${inHeap + beside}\n`);
}

if (isMainThread)
  process.on('SIGUSR2', () => {
    threads.postMessage('', []);
    collect();
  });
else threads.addEventListener('message', collect);
