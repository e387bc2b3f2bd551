/** `solder bridge …`: what its commands do, on the folder or through the relay that works on it (section RUN of docs/SPEC.md). */
import { readFile } from 'node:fs/promises';
import { NotDone } from '../accounts/not-done.ts';
import type { BridgeAct } from '../bridge/running/bridges.ts';
import type { BridgeTold, RoundTold } from '../bridge/running/shop-bridge.ts';
import type { DeadLetter } from '../bridge/state/bridge-state.ts';
import type { Drift, DriftReport } from '../bridge/verify.ts';
import { readConfig } from '../read-config.ts';
import { exitCodes, Failure } from './failure.ts';
import { onTheFolder } from './on-the-folder.ts';
import { countText } from './sizes.ts';
import { inTable } from './table.ts';
import type { Terminal } from './terminal.ts';

interface Json {
  readonly json: boolean;
}
interface OfShop extends Json {
  readonly shop: string;
}

/** @throws Failure */
async function ask<T>(act: BridgeAct, asked: object, terminal: Terminal): Promise<T> {
  const done = await onTheFolder<unknown>(readConfig(terminal.env), terminal, {
    async here({ bridges }) {
      try {
        return await bridges.do(act, new Map(Object.entries(asked)));
      } catch (error) {
        if (!(error instanceof NotDone)) throw error;
        throw new Failure(error.message, error.kind === 'bad-request' ? exitCodes.usage : exitCodes.failed);
      }
    },
    there: (post) => post(`bridge/${act}`, asked),
  });
  return done as T;
}

const print = (terminal: Terminal, { json }: Json, told: unknown, words: () => string): void =>
  terminal.out(json ? `${JSON.stringify(told)}\n` : words());

export interface SetOptions extends OfShop {
  readonly address?: string;
  readonly mapping?: string;
  readonly tokenFile?: string;
  readonly perMinute?: string;
  readonly every?: string;
}

export async function setBridge(options: SetOptions, terminal: Terminal): Promise<void> {
  const { shop, address, mapping, tokenFile, perMinute, every } = options;
  const tokens = tokenFile === undefined ? {} : await tokensIn(tokenFile);
  const numbers = {
    ...(perMinute !== undefined && { perMinute: numberIn('--per-minute', perMinute) }),
    ...(every !== undefined && { every: numberIn('--every', every) }),
  };
  const asked = { shop, ...(address && { address }), ...(mapping && { mapping }), ...numbers, ...tokens };
  const told = await ask<BridgeTold>('set', asked, terminal);
  print(
    terminal,
    options,
    told,
    () => `The shop "${shop}" is bridged to ${told.address} (${told.mapping}).\n`,
  );
}

/** @throws Failure of usage */
function numberIn(option: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new Failure(`${option} is a whole number, and not "${text}".`, exitCodes.usage);
}

/** Two lines: the token, and what it is renewed with where there is such a thing. */
async function tokensIn(file: string): Promise<{ token: string; refreshToken?: string }> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) throw new Failure(`${file} cannot be read.`, exitCodes.usage);
  const [token = '', refreshToken = ''] = text.split('\n').map((line) => line.trim());
  if (token === '') throw new Failure(`${file} has no token in its first line.`, exitCodes.usage);
  return { token, ...(refreshToken !== '' && { refreshToken }) };
}

/** Ends with exit code 1 when the round was cut short. */
export async function runBridge(
  options: OfShop & { readonly full: boolean; readonly deletions: boolean },
  terminal: Terminal,
): Promise<void> {
  const { shop, full, deletions } = options;
  const told = await ask<RoundTold>('run', { shop, full, deletions }, terminal);
  print(terminal, options, told, () => `${describeRound(told)}\n`);
  if (told.trouble) throw new Failure(`the round was cut short: ${told.trouble.said}`);
}

const describeRound = ({ taken, sent, givenUp, began, ended }: RoundTold): string =>
  `${countText(taken, 'record')} taken in, ${sent} sent, ${givenUp} given up, in ${((ended - began) / 1000).toFixed(1)} s.`;

/** Ends with exit code 1 when a bridge does not reach its API, or gave something up. */
export async function bridgeStatus(
  options: Json & { readonly shop?: string },
  terminal: Terminal,
): Promise<void> {
  const { shop } = options;
  const all = await ask<readonly BridgeTold[]>('status', shop === undefined ? {} : { shop }, terminal);
  const now = terminal.time.now();
  print(terminal, options, all, () =>
    all.length === 0 ? 'No shop has a bridge.\n' : all.map((told) => describe(told, now)).join(''),
  );
  const bad = all.find(({ state, deadLetters }) => state === 'failing' || deadLetters > 0);
  if (bad)
    throw new Failure(
      bad.state === 'failing'
        ? `the bridge of "${bad.shop}" is cut short: ${bad.last?.trouble?.said ?? ''}`
        : `the bridge of "${bad.shop}" gave something up: solder bridge dead ls --shop ${bad.shop}`,
    );
}

function describe(told: BridgeTold, now: number): string {
  const { shop, address, mapping, state, doing, last, lastGood, next, waiting, deadLetters } = told;
  const { perMinute, every } = told;
  const seconds = (at: number): string => `${Math.max(0, Math.round(Math.abs(now - at) / 1000))} s`;
  const lines = [
    `${shop}: ${address} (${mapping}), ${state}`,
    doing && `  reads ${doing.kind}: ${doing.rows}${doing.of === null ? '' : ` of ${doing.of}`} rows`,
    last && `  last round: ${last.trouble ? `cut short, ${last.trouble.kind}` : describeRound(last)}`,
    lastGood !== null && `  last came to its end ${seconds(lastGood)} ago`,
    next !== null && `  next in ${seconds(next)}`,
    `  ${countText(waiting, 'record')} to be sent, ${countText(deadLetters, 'dead letter')}`,
    `  at most ${perMinute} requests a minute, a round every ${every} s`,
  ];
  return `${lines.filter(Boolean).join('\n')}\n`;
}

/** Ends with exit code 1 when both sides differ where they should not. */
export async function verifyBridge(options: OfShop, terminal: Terminal): Promise<void> {
  const report = await ask<DriftReport>('verify', { shop: options.shop }, terminal);
  const { compared, differences, derived } = report;
  print(terminal, options, report, () => {
    const table = differences.length > 0 ? `${inTable(differences.map(driftRow))}\n` : '';
    const also =
      derived.length > 0 ? ` ${countText(derived.length, 'value')} that each side derives differ.` : '';
    return `${table}${countText(compared, 'record')} compared, ${countText(differences.length, 'difference')}.${also}\n`;
  });
  if (differences.length > 0)
    throw new Failure(`${countText(differences.length, 'difference')} between both sides.`);
}

const driftRow = ({ kind, id, legacy, field, ours, theirs, cause, said }: Drift): readonly string[] => [
  cause,
  id === null ? `${kind}:${legacy ?? ''}` : `${kind}/${id}`,
  field,
  field === '' ? '' : `${short(ours)} here, ${short(theirs)} there${said ? `: ${said}` : ''}`,
];

function short(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

export async function listDead(options: OfShop, terminal: Terminal): Promise<void> {
  const all = await ask<readonly DeadLetter[]>('dead', { shop: options.shop }, terminal);
  print(terminal, options, all, () =>
    all.length === 0
      ? 'There are no dead letters.\n'
      : `${inTable(
          all.map(({ key, what, reason, detail, at, tries }) => [
            key,
            what,
            reason,
            countText(tries, 'try', 'tries'),
            new Date(at).toISOString(),
            detail,
          ]),
        )}\n`,
  );
}

export async function endDead(
  way: 'retry' | 'discard',
  keys: readonly string[],
  options: OfShop & { readonly all: boolean },
  terminal: Terminal,
): Promise<void> {
  if (options.all === keys.length > 0)
    throw new Failure('Name dead letters as dead ls tells them, or say --all.', exitCodes.usage);
  const asked = { shop: options.shop, ...(!options.all && { keys }) };
  const done = await ask<readonly DeadLetter[]>(way, asked, terminal);
  const count = countText(done.length, 'dead letter');
  print(terminal, options, done, () =>
    way === 'retry' ? `${count} taken up again.\n` : `${count} let go of.\n`,
  );
}

export async function pauseBridge(
  act: 'pause' | 'resume',
  options: OfShop,
  terminal: Terminal,
): Promise<void> {
  const told = await ask<BridgeTold>(act, { shop: options.shop }, terminal);
  print(terminal, options, told, () =>
    told.paused
      ? `The bridge of "${told.shop}" is paused: what moves waits, on both sides.\n`
      : `The bridge of "${told.shop}" goes on.\n`,
  );
}

export async function removeBridge(
  options: OfShop & { readonly yes: boolean },
  terminal: Terminal,
): Promise<void> {
  if (!options.yes)
    throw new Failure(
      'What both sides agreed on is forgotten with the bridge: another one finds what was made here not again, and makes it there a second time. Say --yes.',
      exitCodes.usage,
    );
  const told = await ask<object>('remove', { shop: options.shop }, terminal);
  print(terminal, options, told, () => `The shop "${options.shop}" has no bridge any more.\n`);
}
