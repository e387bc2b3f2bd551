/** `solder shop export`: a shop into a file, whole or not at all. */
import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeStream } from 'node:stream/web';
import { parseShop } from '../../shared/lib/ids.ts';
import { readConfig } from '../read-config.ts';
import { exitCodes, Failure } from './failure.ts';
import { onTheFolder } from './on-the-folder.ts';
import type { Terminal } from './terminal.ts';

export interface ExportOptions {
  readonly out: string;
  readonly json: boolean;
}

export async function exportShop(
  named: string,
  { out, json }: ExportOptions,
  terminal: Terminal,
): Promise<void> {
  const shop = parseShop(named);
  if (!shop)
    throw new Failure(`"${named}" is no name for a shop: use a-z, 0-9 and hyphens.`, exitCodes.usage);
  if (await stat(out).catch(() => undefined)) {
    throw new Failure(`${out} is there already, and is not written over.`);
  }
  const draft = `${out}.part`;
  const counted = new LastLine();
  const write = async (source: AsyncIterable<Uint8Array | string>): Promise<void> => {
    const file = createWriteStream(draft, { mode: 0o600 });
    await pipeline(
      Readable.from(source),
      (lines: AsyncIterable<Uint8Array | string>) => counted.pass(lines),
      file,
    );
  };
  try {
    await onTheFolder<void>(readConfig(terminal.env), terminal, {
      async here({ store, exported }) {
        if (!(await store.hasShop(shop))) throw new Failure(`There is no shop "${shop}".`);
        await write(exported(shop));
      },
      there: async (_post, stream) =>
        write(Readable.fromWeb((await stream('shops/export', { shop })) as NodeStream<Uint8Array>)),
    });
    const records = counted.records();
    if (records === undefined) throw new Failure('The relay went away before the end. Run it again.');
    await rename(draft, out);
    terminal.out(
      json
        ? `${JSON.stringify({ shop, out, records })}\n`
        : `${records} records of "${shop}" are in ${out}.\n`,
    );
  } catch (error) {
    await rm(draft, { force: true });
    if (error instanceof Error && 'syscall' in error) {
      throw new Failure(`${out} cannot be written (${'code' in error ? String(error.code) : 'I/O'}).`);
    }
    if (error instanceof TypeError) throw new Failure('The relay went away before the end. Run it again.');
    throw error;
  }
}

/** Keeps the end of what passes: the last line of an export says that nothing is missing. */
class LastLine {
  #tail = '';

  async *pass(lines: AsyncIterable<Uint8Array | string>): AsyncGenerator<Uint8Array | string> {
    for await (const part of lines) {
      const text = typeof part === 'string' ? part : Buffer.from(part).toString('latin1');
      this.#tail = (this.#tail + text).slice(-200);
      yield part;
    }
  }

  /** How many records the export has; undefined when it was cut off. */
  records(): number | undefined {
    const [, records] =
      /\{"end":true,"records":(\d+),"files":\d+,"sha256":"[0-9a-f]{64}"\}\n$/.exec(this.#tail) ?? [];
    return records === undefined ? undefined : Number(records);
  }
}
