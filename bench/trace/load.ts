/** The two replicas who type the paper by turns, as a process of their own. */
import { setTimeout as pause } from 'node:timers/promises';
import * as Y from 'yjs';
import { must } from '../../shared/lib/assert.ts';
import type { Spoken } from '../fan-out/dialects.ts';
import { asLoad, type Tell } from '../fan-out/load-process.ts';
import { readPaper, written } from './paper.ts';
import { TraceReplica } from './trace-replica.ts';

export interface TracePlan extends Spoken {
  readonly name: string;
  readonly edits: number;
}

export interface TraceResult {
  /** Until both have all of it, and what the server acknowledges is acknowledged. */
  readonly ms: number;
  /** Processor seconds of both replicas. */
  readonly cpuSeconds: number;
  readonly documentBytes: number;
}

/** Edits of one replica before it is the other's turn: by then the other has them. */
const turn = 200;
/** A socket may say 50,000 messages at once and 5,000 in each second (rule LIMIT-3): of a longer paper both keep to 9,000 a second. */
const atOnce = 80_000;
const perSecond = 9_000;

async function load({ name, edits, ...spoken }: TracePlan, tell: Tell): Promise<TraceResult> {
  const patches = must(await readPaper(edits), 'a paper');
  const replicas = [new TraceReplica(spoken, name, 1), new TraceReplica(spoken, name, 2)] as const;
  try {
    const failed = Promise.race(replicas.map((replica) => replica.failed));
    await Promise.race([Promise.all(replicas.map((replica) => replica.ready)), failed]);
    tell('measuring');
    const cpu = process.cpuUsage();
    const from = performance.now();
    for (let at = 0; at < patches.length; at += turn) {
      const [writer, reader] = (at / turn) % 2 === 0 ? replicas : [replicas[1], replicas[0]];
      for (const patch of patches.slice(at, at + turn)) writer.edit(patch);
      await Promise.race([reader.has(writer), failed]);
      if (patches.length <= atOnce) continue;
      const due = from + (at * 1_000) / perSecond;
      await pause(Math.max(0, due - performance.now()));
    }
    await Promise.race([Promise.all(replicas.map((replica) => replica.acknowledged())), failed]);
    const ms = performance.now() - from;
    const { user, system } = process.cpuUsage(cpu);
    tell('measured');
    const text = written(patches);
    for (const replica of replicas)
      if (replica.text.toJSON() !== text) throw new Error('a replica has another text in the end');
    const documentBytes = Y.encodeStateAsUpdate(replicas[0].doc).length;
    return { ms, cpuSeconds: (user + system) / 1_000_000, documentBytes };
  } finally {
    for (const replica of replicas) replica.end();
  }
}

asLoad(load);
