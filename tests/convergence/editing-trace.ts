/**
 * A concurrent editing trace: what several people really typed into one text, each transaction with the ones its
 * author had seen (its parents). Read into a form that can be replayed: which transactions of each author precede it.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { must } from '../../shared/lib/assert.ts';

export type Patch = readonly [position: number, deleted: number, inserted: string];

export interface TraceEdit {
  readonly author: number;
  readonly patches: readonly Patch[];
  /** For each author, how many of their edits had been seen when this one was made. */
  readonly seen: readonly number[];
}

export interface Trace {
  readonly authors: number;
  readonly edits: readonly TraceEdit[];
  readonly endContent: string;
}

interface TraceFile {
  readonly endContent: string;
  readonly numAgents: number;
  readonly txns: readonly {
    readonly parents: readonly number[];
    readonly agent: number;
    readonly patches: readonly Patch[];
  }[];
}

export function readTrace(file: string): Trace {
  const { endContent, numAgents, txns } = JSON.parse(gunzipSync(readFileSync(file)).toString()) as TraceFile;
  const made = Array.from({ length: numAgents }, () => 0);
  /** For each transaction, how many edits of each author it contains, itself included. */
  const versions: number[][] = [];
  const edits = txns.map(({ parents, agent, patches }): TraceEdit => {
    const seen = Array.from({ length: numAgents }, () => 0);
    for (const parent of parents) {
      const version = must(versions[parent], 'a parent before its child');
      version.forEach((count, author) => (seen[author] = Math.max(seen[author] ?? 0, count)));
    }
    const own = (made[agent] ?? 0) + 1;
    made[agent] = own;
    versions.push(seen.map((count, author) => (author === agent ? own : count)));
    return { author: agent, patches, seen };
  });
  return { authors: numAgents, edits, endContent };
}
