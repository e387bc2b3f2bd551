/** A relay that keeps its log and the history of what it takes: for the tests of this folder. */
import * as Y from 'yjs';
import type { Kind } from '../../schema/field.ts';
import { admitScene, type AdmitScene, type Person } from '../admit.scene.ts';
import { byAge, type FieldChange, type HistoryEntry } from './change.ts';
import { presentOf, type PastRecord } from './record-at.ts';
import { applyLogged, type Logged } from './text-spells.ts';
import { thing } from '../scene.ts';

export interface HistoryScene extends AdmitScene {
  readonly log: Logged[];
  /** What the record showed after each entry of the log. */
  readonly shown: { readonly version: number; readonly past: PastRecord }[];
  /** Sends a person's oldest update at a time; what it changed in registers, sets and ledgers. */
  readonly send: (person: Person, at?: number) => readonly FieldChange[];
  /** The whole history, the newest first. */
  readonly history: () => readonly HistoryEntry[];
}

export function historyScene(kind: Kind = thing): HistoryScene {
  const scene = admitScene(kind);
  const log: Logged[] = [];
  const relays = new Set([scene.relay.clientID]);
  const shown: HistoryScene['shown'] = [];
  const written: HistoryEntry[] = [];
  let clock = 1_000_000;

  const send: HistoryScene['send'] = (person, at = (clock += 1_000)) => {
    clock = Math.max(clock, at);
    const admission = scene.push(person);
    if (!admission?.integrated) return [];
    const { integrated: update, changes } = admission;
    const { author } = person;
    const seq = 2 * (log.length + 1);
    const entry = { at, author, through: 'app' } as const;
    log.push({ ...entry, seq, update });
    if (changes.length > 0) written.push({ ...entry, version: seq, part: 0, changes });
    shown.push({ version: seq, past: presentOf(kind, scene.relay) });
    return changes;
  };
  const history = (): readonly HistoryEntry[] =>
    [...written, ...applyLogged({ doc: new Y.Doc(), kind, entries: log, relays })].sort(byAge).toReversed();
  return { ...scene, log, shown, send, history };
}
