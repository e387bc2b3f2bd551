/** `solder doc compact` and `accept-loss`: what an operator does to one record, through the running relay or on the folder. */
import { readConfig } from '../read-config.ts';
import type { Accepted } from '../relay/accept-loss.ts';
import { foldDocument, type Folded } from '../relay/fold-document.ts';
import { describeDamage } from './doc-read.ts';
import { documentNamed } from './document-name.ts';
import { exitCodes, Failure } from './failure.ts';
import { onTheFolder } from './on-the-folder.ts';
import type { Terminal } from './terminal.ts';

export async function compactCommand(
  named: string,
  { json }: { readonly json: boolean },
  terminal: Terminal,
): Promise<void> {
  const name = documentNamed(named);
  const { folded } = await onTheFolder<{ readonly folded: Folded }>(readConfig(terminal.env), terminal, {
    here: async ({ store }) => ({ folded: await foldDocument(store, name) }),
    there: async (post) => (await post('documents/compact', { name: named })) as { readonly folded: Folded },
  });
  if (folded === 'damaged') {
    throw new Failure(
      `Rows of ${named} are lost, and folding would make that final: open it on a device that has it, or "solder doc accept-loss".`,
    );
  }
  if (folded === 'no-record') throw noRecord(named);
  if (json) terminal.out(`${JSON.stringify({ name: named, folded })}\n`);
  else terminal.out(`${named}: ${said[folded]}.\n`);
}

const noRecord = (named: string): Failure => new Failure(`There is no record ${named}, or it was erased.`);

const said: { readonly [F in Exclude<Folded, 'damaged' | 'no-record'>]: string } = {
  compacted: 'folded into one snapshot',
  nothing: 'there is nothing to fold',
  stale: 'somebody else folded it in this moment',
};

export interface AcceptOptions {
  readonly yes: boolean;
  readonly json: boolean;
}

export async function acceptLossCommand(
  named: string,
  { yes, json }: AcceptOptions,
  terminal: Terminal,
): Promise<void> {
  const name = documentNamed(named);
  if (!yes) {
    throw new Failure(
      'what nobody has any more is given up with it. Look at it with "solder doc show" first, and run it again with --yes.',
      exitCodes.usage,
    );
  }
  const accepted = await onTheFolder<Accepted>(readConfig(terminal.env), terminal, {
    here: ({ relay }) => relay.acceptLoss(name),
    there: async (post) => (await post('documents/accept-loss', { name: named })) as Accepted,
  });
  if (accepted.done === 'no-record') throw noRecord(named);
  if (accepted.done === 'stale') throw new Failure(`${named} was folded in this moment; run it again.`);
  if (json) return terminal.out(`${JSON.stringify({ name: named, ...accepted })}\n`);
  if (accepted.done === 'nothing-lost') return terminal.out(`Nothing is lost of ${named}.\n`);
  terminal.out(
    [
      `${named} counts as whole again. What was lost:`,
      ...accepted.damage.map((each) => `  ${describeDamage(each)}`),
      '',
    ].join('\n'),
  );
}
