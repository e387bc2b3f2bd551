/** Makes a data folder with the demo shop, once for a run of tests that start relays. */
import { demoFolder, processScene } from '../../server/process-scene.ts';

export async function setup(): Promise<() => Promise<void>> {
  // Of the projects that name this file, the first one makes it.
  if (process.env[demoFolder] !== undefined) return () => Promise.resolve();
  const scene = await processScene();
  const relay = await scene.relay();
  relay.process.kill('SIGTERM');
  await relay.ended;
  process.env[demoFolder] = scene.folder;
  return () => scene.end();
}
