/**
 * Notes who sent something that was turned away as hostile or broken. In the background: nobody waits for it, and what a
 * store that fails does not take is in the log alone (rule AUDIT-1).
 */
import { entityKey, type EntityName } from '../../shared/lib/ids.ts';
import type { Time } from '../../shared/lib/time.ts';
import type { CloseName } from '../../shared/protocol/codes.ts';
import type { Identity } from '../auth/identity.ts';
import { errorKind, type Log } from '../log.ts';
import type { AuditLine, AuditRule, Store } from '../store/store.ts';

/** Lines on their way: beyond that they are counted in the log and not kept. */
const mostWaiting = 256;

export interface Turned {
  readonly identity: Identity;
  /** The connection it came through. */
  readonly session: string;
  readonly through: 'app' | 'plain';
  readonly record?: EntityName;
  readonly rule: AuditRule;
  readonly bytes: number;
}

export class Audit {
  readonly #store: Pick<Store, 'noteAudit'>;
  readonly #time: Time;
  readonly #log: Log;
  #waiting: AuditLine[] = [];
  #isWriting = false;

  constructor(store: Pick<Store, 'noteAudit'>, time: Time, log: Log) {
    this.#store = store;
    this.#time = time;
    this.#log = log;
  }

  note({ identity: { shop, user }, session, through, record, rule, bytes }: Turned): void {
    const place = record ? entityKey(record) : '';
    this.tell({ shop, at: this.#time.now(), user, session, through, record: place, rule, bytes });
  }

  /** A line as it is. */
  tell(line: AuditLine): void {
    const { shop, user } = line;
    if (this.#waiting.length >= mostWaiting) return this.#log('warn', 'audit-full', { shop, user });
    this.#waiting.push(line);
    if (!this.#isWriting) void this.#write();
  }

  async #write(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      const lines = this.#waiting;
      this.#waiting = [];
      try {
        await this.#store.noteAudit(lines);
      } catch (error) {
        this.#log('error', 'audit-not-kept', { lines: lines.length, kind: errorKind(error) });
      }
    }
    this.#isWriting = false;
  }
}

/** What a close of the relay's own accord says of whom it closes; undefined where it says nothing against them. */
export function ruleOf(why: CloseName): AuditRule | undefined {
  switch (why) {
    case 'malformed':
      return 'undecodable';
    case 'tooLarge':
      return 'too-large';
    case 'overloaded':
      return 'flood';
    case 'forbidden':
      return 'foreign-client';
    default:
      return undefined;
  }
}
