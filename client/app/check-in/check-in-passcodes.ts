/**
 * Passcodes that were typed at a check-in. They are in this page's memory and nowhere else, and go to the relay once it has
 * the devices that they are of; where there is no connection then, that is told, and they are forgotten (rule SECRET-8).
 */
import { parseKind, type EntityId, type EntityName } from '../../../shared/lib/ids.ts';
import { must } from '../../../shared/lib/assert.ts';
import type { Time } from '../../../shared/lib/time.ts';
import { Listeners } from '../../replica/listeners.ts';
import { NoAnswer, type RelayApi, type RelayTrouble } from '../../replica/relay-api.ts';
import type { Replica } from '../../replica/types.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import { passcodeKindOf, passcodeProblem } from '../passcode/passcode.ts';
import type { CheckInDevice } from './check-in.ts';

/** What became of one that was handed over. */
export type PasscodeSent =
  | { readonly step: 'sending' }
  | { readonly step: 'kept' }
  | { readonly step: 'not-kept'; readonly why: RelayTrouble };

export interface PasscodesContext {
  readonly relay: Pick<RelayApi, 'put'>;
  readonly replica: Pick<Replica, 'recordSync' | 'status'>;
  readonly time: Time;
  /** Aborted when the session ends: everything is forgotten. */
  readonly signal: AbortSignal;
}

type Device = Pick<CheckInDevice, 'id' | 'passcodeKind'>;

/** So long a device may take to come to the relay, and so often that is looked at; in milliseconds. */
const patience = 20_000;
const lookEvery = 500;

const kind = must(parseKind('device'), 'device is no kind');
const { max } = must(kinds.get(kind)?.secrets.get('passcode'), 'a device has a passcode');

/** What the relay says again however often it is asked; that a device is not there yet is another matter. */
const final: ReadonlySet<RelayTrouble> = new Set(['forbidden', 'conflict', 'gone', 'invalid']);

export class CheckInPasscodes {
  readonly changed = new Listeners();
  readonly #context: PasscodesContext;
  readonly #typed = new Map<EntityId, string>();
  readonly #sent = new Map<EntityId, PasscodeSent>();

  constructor(context: PasscodesContext) {
    this.#context = context;
    context.signal.addEventListener('abort', () => this.clear(), { once: true });
  }

  typed(device: EntityId): string {
    return this.#typed.get(device) ?? '';
  }

  type(device: EntityId, text: string): void {
    if (this.#context.signal.aborted) return;
    this.#typed.set(device, text);
    this.changed.emit();
  }

  /** What is wrong with what was typed, in a sentence; a device may go without, and one that has none keeps none. */
  problem({ id, passcodeKind }: Device): string | undefined {
    const text = this.typed(id);
    const is = passcodeKindOf(passcodeKind);
    return is && text !== '' ? passcodeProblem(is, text, max) : undefined;
  }

  /** Undefined for a device of which none was typed. */
  sent(device: EntityId): PasscodeSent | undefined {
    return this.#sent.get(device);
  }

  /** Forgets what is typed. */
  clear(): void {
    this.#typed.clear();
    this.changed.emit();
  }

  /**
   * The devices are handed in: what was typed of those that have a passcode goes to the relay, and the rest is forgotten.
   * What cannot be one goes nowhere, and is told.
   */
  send(devices: readonly Device[]): void {
    for (const device of devices) {
      const { id, passcodeKind } = device;
      const text = this.typed(id);
      if (!passcodeKindOf(passcodeKind) || text === '') continue;
      if (this.problem(device) === undefined) void this.#send({ kind, id }, text);
      else this.#tell(id, { step: 'not-kept', why: 'invalid' });
    }
    this.clear();
  }

  async #send(name: EntityName, value: string): Promise<void> {
    this.#tell(name.id, { step: 'sending' });
    const why = await this.#keep(name, value);
    this.#tell(name.id, why === undefined ? { step: 'kept' } : { step: 'not-kept', why });
  }

  /** Answers why not. */
  async #keep(name: EntityName, value: string): Promise<RelayTrouble | undefined> {
    const { relay, replica, time, signal } = this.#context;
    const end = time.now() + patience;
    let why: RelayTrouble = 'offline';
    while (!signal.aborted) {
      if (replica.recordSync(name).step === 'relay') {
        try {
          await relay.put(`${kind}/${name.id}/secrets/passcode`, { value });
          return undefined;
        } catch (error) {
          why = error instanceof NoAnswer ? error.trouble : 'failed';
        }
      }
      if (final.has(why) || replica.status().state === 'offline' || time.now() >= end) return why;
      await new Promise<void>((resolve) => {
        time.after(lookEvery, resolve);
      });
    }
    return why;
  }

  #tell(device: EntityId, sent: PasscodeSent): void {
    this.#sent.set(device, sent);
    this.changed.emit();
  }
}
