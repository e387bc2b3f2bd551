/** What an operator does with shops and people, on the folder or through the relay that works on it. */
import type { AdministrationAct } from '../accounts/administration.ts';
import { NotDone } from '../accounts/not-done.ts';
import { readConfig } from '../read-config.ts';
import { exitCodes, Failure } from './failure.ts';
import { onTheFolder } from './on-the-folder.ts';
import type { Terminal } from './terminal.ts';

/** @throws Failure */
export async function administer<T>(
  act: AdministrationAct,
  asked: Readonly<Record<string, unknown>>,
  terminal: Terminal,
): Promise<T> {
  const done = await onTheFolder<unknown>(readConfig(terminal.env), terminal, {
    async here({ administration }) {
      try {
        return await administration[act](new Map(Object.entries(asked)));
      } catch (error) {
        if (!(error instanceof NotDone)) throw error;
        throw new Failure(error.message, error.kind === 'bad-request' ? exitCodes.usage : exitCodes.failed);
      }
    },
    there: (post) => post(`administration/${act}`, asked),
  });
  return done as T;
}
