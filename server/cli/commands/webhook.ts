/** `solder webhook …`: whom a shop tells what moved (rule HOOK-6). */
import type { Command } from 'commander';
import type { AdministrationAct } from '../../accounts/administration.ts';
import type { DeliveryTold, WebhookTold } from '../../webhooks/administer-webhooks.ts';
import { administer } from '../administer.ts';
import { inTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { subcommand } from './subcommand.ts';

interface Asked {
  readonly shop: string;
  readonly json: boolean;
}

export function addWebhookCommands(program: Command, terminal: Terminal): void {
  const webhook = subcommand(program, 'webhook', 'Programs that a shop tells what moved.');
  const command = (name: string, says: string, example: string): Command =>
    subcommand(webhook, name, says)
      .requiredOption('--shop <shop>', 'the shop')
      .option('--json', 'print what was done as JSON', false)
      .addHelpText(
        'after',
        `\nWorks with and without a running relay.\n\nExample:\n  solder webhook ${example}`,
      );
  const act = async (
    what: AdministrationAct,
    { json, ...asked }: Asked & Readonly<Record<string, unknown>>,
    words: (told: never) => string,
  ): Promise<void> => {
    const told = await administer<never>(what, asked, terminal);
    terminal.out(json ? `${JSON.stringify(told)}\n` : `${words(told)}\n`);
  };

  command(
    'add',
    'Tells an address what moves from now on.',
    'add --shop demo --url https://example.org/solder',
  )
    .requiredOption('--url <url>', 'an https address that takes POST requests')
    .option('--kinds <kinds>', 'kinds of record, with commas between them; all when absent')
    .action((asked: Asked & { readonly url: string; readonly kinds?: string }) =>
      act(
        'webhook-add',
        { ...asked },
        ({ id, url, secret = '' }: WebhookTold) =>
          `${url} is told what moves, as ${id}. Its signatures are checked with ${secret}`,
      ),
    );

  command('ls', 'Lists the webhooks of a shop.', 'ls --shop demo').action((asked: Asked) =>
    act('webhook-list', { ...asked }, (all: readonly WebhookTold[]) =>
      all.length === 0
        ? `The shop "${asked.shop}" has no webhooks.`
        : inTable(
            all.map(({ id, state, behind, url, reason }) => [id, state, `${behind} behind`, url, reason]),
          ),
    ),
  );

  command('rm', 'Removes a webhook.', 'rm --shop demo 01jd…')
    .argument('<id>', 'the webhook, by its id in "solder webhook ls"')
    .action((id: string, asked: Asked) =>
      act('webhook-remove', { ...asked, id }, () => `"${id}" is told nothing any more.`),
    );

  command('deliveries', 'Tells what was sent lately, the newest first.', 'deliveries --shop demo 01jd…')
    .argument('<id>', 'the webhook, by its id in "solder webhook ls"')
    .action((id: string, asked: Asked) =>
      act('webhook-deliveries', { ...asked, id }, (all: readonly DeliveryTold[]) =>
        all.length === 0
          ? 'Nothing was sent yet.'
          : inTable(
              all.map(({ at, event, kind, entity, status, error, took }) => [
                new Date(at).toISOString(),
                event,
                `${kind}/${entity}`,
                error === '' ? `${status}` : `${status || ''} ${error}`.trim(),
                `${took} ms`,
              ]),
            ),
      ),
    );

  command('retry', 'Tries again at once, also a webhook that was disabled.', 'retry --shop demo 01jd…')
    .argument('<id>', 'the webhook, by its id in "solder webhook ls"')
    .option('--skip', 'leave out what was not delivered, and tell what moves from now on', false)
    .action((id: string, asked: Asked & { readonly skip: boolean }) =>
      act('webhook-retry', { ...asked, id }, ({ url }: WebhookTold) => `${url} is tried again.`),
    );
}
