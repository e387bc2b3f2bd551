/** `solder drain`: lets the relay that runs on the data folder run dry (rule START-9). */
import { readConfig } from '../read-config.ts';
import { lockFolder } from '../data-folder.ts';
import type { Drained } from '../relay/drain.ts';
import { askRelay } from './ask-relay.ts';
import { Failure } from './failure.ts';
import { requireFolder } from './require-folder.ts';
import type { Terminal } from './terminal.ts';

export interface DrainOptions {
  readonly end: boolean;
  readonly json: boolean;
}

/** A relay that closes down has ended after ten seconds, whatever hangs (rule START-5). */
const longestEnd = 12_000;
const lookEvery = 100;

/** Ends with exit code 1 when there is no relay, or when not all that it had taken could be stored in time. */
export async function drainCommand({ end, json }: DrainOptions, terminal: Terminal): Promise<void> {
  const config = readConfig(terminal.env);
  await requireFolder(config.data);
  if (isFree(config.data)) throw new Failure(`No relay runs on ${config.data}: there is nothing to drain.`);
  const { post } = await askRelay(config, terminal.time);
  const drained = (await post('drain', { end })) as Drained & { readonly ending: boolean };
  if (end) await untilFree(config.data, terminal);
  terminal.out(json ? `${JSON.stringify(drained)}\n` : describe(drained));
  if (!drained.stored) {
    throw new Failure(
      'not all that had come could be stored in time: see whether the disk is full or broken. It was not acknowledged, and devices send it again.',
    );
  }
}

function describe({ sockets, ending }: Drained & { readonly ending: boolean }): string {
  const asked = sockets === 1 ? '1 socket was' : `${sockets} sockets were`;
  return ending
    ? `${asked} asked to come back, and the relay has ended.\n`
    : `${asked} asked to come back. The relay takes nobody in until it is ended and started again.\n`;
}

function isFree(folder: string): boolean {
  const lock = lockFolder(folder);
  lock?.release();
  return lock !== undefined;
}

async function untilFree(folder: string, { time }: Terminal): Promise<void> {
  for (let waited = 0; !isFree(folder); waited += lookEvery) {
    if (waited >= longestEnd) {
      throw new Failure(`the relay ran dry, and did not end within ${longestEnd / 1000} seconds.`);
    }
    await new Promise<void>((resolve) => time.after(lookEvery, resolve));
  }
}
