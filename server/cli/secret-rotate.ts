/** `solder secret rotate`: a new key for passcodes, and everything sealed anew. */
import { readConfig } from '../read-config.ts';
import { onTheFolder } from './on-the-folder.ts';
import type { Terminal } from './terminal.ts';

export interface RotateOptions {
  readonly json: boolean;
}

interface Rotated {
  readonly resealed: number;
  readonly unreadable: number;
}

export async function rotateSecrets({ json }: RotateOptions, terminal: Terminal): Promise<void> {
  const rotated = await onTheFolder<Rotated>(readConfig(terminal.env), terminal, {
    here: ({ secrets }) => secrets.rotate(),
    there: async (post) => (await post('secrets/rotate')) as Rotated,
  });
  if (json) return terminal.out(`${JSON.stringify(rotated)}\n`);
  const { resealed, unreadable } = rotated;
  terminal.out(
    `${resealed} ${resealed === 1 ? 'secret is' : 'secrets are'} sealed under a new key, and the old one is gone.\n`,
  );
  if (unreadable > 0) {
    terminal.err(`${unreadable} could not be opened with any key that is here, and must be set again.\n`);
  }
}
