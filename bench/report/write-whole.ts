import { rename, writeFile } from 'node:fs/promises';

/** Under another name first: whoever is ended while writing leaves what was there before. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.draft`;
  await writeFile(draft, text);
  await rename(draft, file);
}
