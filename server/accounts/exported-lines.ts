/** The lines of a file that `shop export` wrote, read one after another, and what stands in them (rule SHOP-3). Nothing of one is believed. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { NotDone } from './not-done.ts';

export type Line = ReadonlyMap<string, unknown>;

/** @throws NotDone `not-found` for a file that cannot be read, `bad-request` for a line that is no JSON */
export async function* linesIn(file: string): AsyncGenerator<{ readonly text: string; readonly line: Line }> {
  const source = createReadStream(file, 'utf8');
  try {
    for await (const text of createInterface({ input: source, crlfDelay: Infinity }))
      yield { text, line: lineOf(parsed(text)) };
  } catch (error) {
    if (error instanceof Error && 'syscall' in error)
      throw new NotDone('not-found', `${file} cannot be read.`);
    throw error;
  } finally {
    source.destroy();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw damaged('is no exported shop, or was damaged');
  }
}

/** Nothing is imported of such a file. */
export const damaged = (what: string): NotDone =>
  new NotDone('bad-request', `The file ${what}. Nothing was imported.`);

export const lineOf = (value: unknown): Line =>
  new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);

export function numberIn(line: Line, field: string): number | undefined {
  const value = line.get(field);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export const listIn = (line: Line, field: string): readonly unknown[] => {
  const value = line.get(field);
  return Array.isArray(value) ? (value as unknown[]) : [];
};

/** Those of its parts that are numbers. */
export function numbersIn(line: Line, field: string): Readonly<Record<string, number>> {
  const value = lineOf(line.get(field));
  return Object.fromEntries(
    [...value].filter((each): each is [string, number] => typeof each[1] === 'number'),
  );
}
