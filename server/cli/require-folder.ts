/** A data folder that is there already. */
import { stat } from 'node:fs/promises';
import { Failure } from './failure.ts';

/** @throws Failure when there is none */
export async function requireFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory()) return;
  throw new Failure(
    `There is no data folder at ${folder}. Start Solder once, or name its folder in SOLDER_DATA.`,
  );
}
