/**
 * What a member says in a room, one y-websocket message at a time. Peers are not trusted after decoding either: an
 * update is looked at before Yjs is, and what is broken or hostile ends in a close code for its sender alone
 * (rules ROOM-3 to ROOM-5).
 */
import type { CloseName } from '../../shared/protocol/codes.ts';
import { bringsNews } from '../../shared/document/brings-news.ts';
import { ownDeletions } from '../../shared/document/passed-on.ts';
import { maxDocument, wouldCrowdRoots } from '../../shared/document/document-size.ts';
import { elementsAllowed } from '../../shared/document/list-bounds.ts';
import { scanUpdate } from '../../shared/protocol/scan-update.ts';
import type { ClientRange, Scan } from '../../shared/protocol/scan.ts';
import type { Malformed } from '../../shared/protocol/malformed.ts';
import { readStateVector } from '../../shared/protocol/state-vector.ts';
import { stripClients, withDeletions } from '../../shared/protocol/strip-clients.ts';
import { readYMessage } from '../../shared/protocol/y-message.ts';
import type { AuditRule } from '../store/store.ts';
import { hasGap, judgeClients, type ClientsVerdict } from './judge-clients.ts';
import type { Member, Message, Waiting } from './member.ts';
import { gapNeeds, isMet, type Need } from './needs.ts';
import { healWhenWhole, refill } from './room-heal.ts';
import { takeBack, type TakenBack } from './room-take-back.ts';
import type { Room, Typing } from './room.ts';
import { answer, askForAll, dismiss } from './room-broadcast.ts';
import { answerAwareness, receiveAwareness } from './room-presence.ts';
import { Typed } from './typed.ts';
import { isVouchedByOther } from './room-vouched.ts';
import { nothingNew, whenStored, write, type Written } from './room-write.ts';

/** Answers to the relay's question that may bring nothing while messages wait, before the channel is closed. */
const fruitlessAnswers = 3;
const waitingMessages = 256;

export function receive(room: Room, member: Member, payload: Uint8Array): void {
  // What was on its way when the record went where its sender does not see it stays unsent with them.
  if (member.gone || member.muted || room.phase === 'ended') return;
  if (room.phase === 'reloading') {
    if (!room.hold(member, payload.length, () => receive(room, member, payload))) {
      dismiss(room, member, 'overloaded', payload.length);
    }
    return;
  }
  const message = readYMessage(payload);
  if (room.typed && message.type !== 'update') {
    // It comes after what was typed.
    room.takeTyped();
    return receive(room, member, payload);
  }
  switch (message.type) {
    case 'malformed':
      return dismiss(room, member, 'malformed', payload.length);
    case 'sync-step-1':
      if (readStateVector(message.stateVector).type === 'malformed')
        return dismiss(room, member, 'malformed', payload.length);
      return answerStep1(room, member, message.stateVector);
    case 'sync-step-2':
      return receiveStep2(room, member, message.update);
    case 'update':
      return receiveUpdate(room, member, payload, message.update);
    case 'awareness':
      return receiveAwareness(room, member, message.update);
    case 'query-awareness':
      return answerAwareness(room, member);
    // What a newer y-websocket says beside these is not for this relay.
    case 'auth':
    case 'unknown':
      return;
  }
}

/** At once, unless the document holds something written back that is not stored: that is nobody's to see yet. */
function answerStep1(room: Room, member: Member, view: Uint8Array): void {
  if (room.unshown === 0) return answer(room, member, view);
  const stateVector = view.slice();
  whenStored(room, {
    stored: () => {
      if (!member.gone) answer(room, member, stateVector);
    },
    failed: () => {},
  });
}

function receiveUpdate(room: Room, member: Member, payload: Uint8Array, update: Uint8Array): void {
  const scan = scanUpdate(update, room.context.scanLimits);
  const { typed } = room;
  const goesOn = typed instanceof TypedHere && scan.type === 'scan' && typed.run.fits(member, update, scan);
  if (typed && !goesOn) {
    room.takeTyped();
    // It may have ended the room, or its sender in it.
    return receive(room, member, payload);
  }
  const message = member.expect(update, false);
  if (typed && goesOn) return typed.run.add(message, scan);
  const run = scan.type === 'scan' ? Typed.begin(room, member, message, scan) : undefined;
  if (!run) return takeUpdate(room, member, message, scan);
  const here = new TypedHere(room, run);
  room.typed = here;
  room.context.turn.firstAtEnd(() => {
    if (room.typed === here) room.takeTyped();
  });
}

/** What is typed waits for what follows it in this turn (rule ROOM-16). */
class TypedHere implements Typing {
  readonly run: Typed;
  readonly #room: Room;

  constructor(room: Room, run: Typed) {
    this.#room = room;
    this.run = run;
  }

  take(): void {
    const { member } = this.run;
    const { message, scan } = this.run.join(this.#room.context.meter.joined);
    member.listener.work(() => takeUpdate(this.#room, member, message, scan));
  }
}

function takeUpdate(room: Room, member: Member, message: Message, scan: Scan | Malformed): void {
  const taken = takeScanned(room, member, message, scan);
  if (taken === 'moved') retry(room);
  if (taken === 'waits' && !member.asked && !member.gone) askForAll(room, member);
}

function receiveStep2(room: Room, member: Member, update: Uint8Array): void {
  const message = member.expect(update, true);
  const waited = member.waiting.length;
  member.asked = false;
  const taken = take(room, member, message);
  if (taken === 'moved') retry(room);
  if (taken === 'ended' || member.gone || room.phase !== 'open') return;
  if (member.waitsForOthers) {
    // Its sender has nothing that could help; what is missing is with somebody else.
    member.asked = true;
  } else if (member.waiting.length === 0 || taken === 'moved' || member.waiting.length < waited) {
    member.fruitless = 0;
    // A long answer comes in pieces; the question stays open as long as each brings something.
    member.asked = member.waiting.length > 0;
  } else if (++member.fruitless >= fruitlessAnswers) {
    dismiss(room, member, 'overloaded', member.waitingBytes, 'clock-jump');
  } else {
    askForAll(room, member);
  }
}

/**
 * `moved`: something new is in the document. `same`: nothing was new. `waits`: it builds on something that is not
 * there. `ended`: its sender's channel is closed.
 */
type Taken = 'moved' | 'same' | 'waits' | 'ended';

const take = (room: Room, member: Member, message: Message): Taken =>
  takeScanned(room, member, message, scanUpdate(message.update, room.context.scanLimits));

function takeScanned(room: Room, member: Member, message: Message, scan: Scan | Malformed): Taken {
  if (scan.type === 'malformed') {
    const rule = scan.reason === 'clock' ? 'clock-jump' : undefined;
    return end(room, member, scan.reason === 'limit' ? 'tooLarge' : 'malformed', message, rule);
  }
  // What no record may hold is not even looked at: judging it costs more than sending it (rule LIMIT-10).
  if (scan.elements > elementsAllowed(room.kind) || wouldCrowdRoots(room.doc, scan.roots)) {
    return end(room, member, 'tooLarge', message);
  }
  if (room.context.quotas.isFull(room.name.shop) && bringsNews(room.doc, message.update)) {
    return end(room, member, 'shopFull', message);
  }
  const judged = judge(room, member, message, scan);
  if (judged.verdict === 'hostile') {
    member.listener.taken([judged.client]);
    return end(room, member, 'forbidden', message);
  }
  return integrate(room, member, message, scan, judged);
}

function judge(room: Room, member: Member, { step2 }: Message, scan: Scan): ClientsVerdict {
  const { own, plain } = member.listener;
  return judgeClients(scan.clients, {
    user: member.user,
    step2,
    clockOf: (client) => room.clockOf(client),
    ownerOf: (client) => room.claims.get(client),
    isOwn: (client) => plain || own.has(client),
    vouchesFor: (client) => own.has(client),
    isOthers: (client) => isVouchedByOther(room, member, client),
  });
}

function integrate(
  room: Room,
  member: Member,
  message: Message,
  scan: Scan,
  verdict: Extract<ClientsVerdict, { verdict: 'take' }>,
): Taken {
  const { foreign } = verdict;
  const handedBack = takeLost(room, member, message, scan, foreign);
  if (room.phase !== 'open') return end(room, member, 'malformed', message);
  const { moved, needs = none } = handedBack;
  const clockOf = (client: number): number => room.clockOf(client);
  const kept = scan.clients.filter(({ client }) => !foreign.has(client));
  if (hasGap(kept, clockOf)) {
    const gaps = [...gapNeeds(kept, clockOf), ...needs];
    return wait(room, member, { message, needs: gaps, forOthers: false }, moved);
  }
  const isNew = scan.deletes > 0 || kept.some(({ client, to }) => to > clockOf(client));
  const written = isNew ? writeOwn(room, member, message, scan, verdict, handedBack, kept) : nothingNew;
  if (written.outcome === 'broken') return end(room, member, 'malformed', message);
  const hasMoved = moved || written.entry !== undefined;
  if (handedBack.needs || written.deletesWait || !isComplete(room, kept)) {
    return wait(room, member, { message, needs: [...written.needs, ...needs], forOthers: true }, hasMoved);
  }
  whenStored(room, message.receipt);
  return hasMoved ? 'moved' : 'same';
}

interface HandedBack {
  readonly moved: boolean;
  /** What a part of it waits for that others wrote; undefined when there is none. */
  readonly needs: readonly Need[] | undefined;
  /** Whether deletions that were lost were looked for in it, so that what is left of them is the sender's own. */
  readonly looked: boolean;
}

/** What a state brings that the store lost: not its sender's to answer for, whoever wrote it (rules ROOM-9, RESTORE-4). */
function takeLost(
  room: Room,
  member: Member,
  { update, step2, waited = false }: Message,
  scan: Scan,
  foreign: ReadonlySet<number>,
): HandedBack {
  // Where nothing is of others, nothing in it was theirs: it is judged as in any store.
  const takesBack = room.takesBack && step2 && (foreign.size > 0 || waited);
  const refills = room.healing && step2;
  const back = takesBack ? takeBack(room, member, { update, scan, foreign }) : nothingBack;
  const refilled = room.phase === 'open' && refills && refill(room, member, update, scan);
  const moved = back.brought || refilled;
  if (room.phase === 'open' && room.healing && moved) healWhenWhole(room);
  return { moved, needs: back.needs, looked: takesBack || refills };
}

/** Writes what is the sender's own. */
function writeOwn(
  room: Room,
  member: Member,
  message: Message,
  scan: Scan,
  { foreign, fresh }: Extract<ClientsVerdict, { verdict: 'take' }>,
  { looked }: HandedBack,
  kept: readonly ClientRange[],
): Written {
  const { user: author, listener } = member;
  const stripped = stripClients(message.update, scan, (client) => foreign.has(client));
  const deletesBytes = message.update.length - scan.deletesAt;
  const isPartOf = foreign.size > 0 || looked;
  return write(room, {
    update: isPartOf ? withoutOthersDeletions(room, member, stripped, deletesBytes) : stripped,
    author,
    role: listener.identity.role,
    otherSchema: listener.otherSchema,
    through: listener.plain ? 'plain' : 'app',
    member,
    fresh,
    clients: kept.map(({ client }) => client),
    partial: room.healing || message.waited === true || foreign.size > 0,
  });
}

const none: readonly Need[] = [];
const nothingBack: TakenBack = { brought: false, needs: undefined };

/** What others wrote was left out of a state; so is what they deleted, which Yjs tells of nobody (rule ROOM-4). */
function withoutOthersDeletions(
  room: Room,
  { user: author, listener }: Member,
  update: Uint8Array,
  deletesBytes: number,
): Uint8Array {
  const own = ownDeletions(room.doc, update, room.kind, {
    author,
    role: listener.identity.role,
    otherSchema: listener.otherSchema,
  });
  return own ? withDeletions(update, update.length - deletesBytes, own) : update;
}

/** Whether all structs of these are in the document. */
const isComplete = (room: Room, kept: readonly ClientRange[]): boolean =>
  kept.every(({ client, to }) => to <= room.clockOf(client));

/** Keeps a message until what it builds on is there. Bounded: who exceeds it starts again from its own state. */
function wait(room: Room, member: Member, waiting: Waiting, moved: boolean): Taken {
  member.wait({ ...waiting, message: { ...waiting.message, waited: true } });
  waiting.message.receipt.release();
  // A whole record that is handed back may wait for what is in it (rule RESTORE-4).
  const most = room.context.limits.maxWaiting + (room.takesBack && waiting.message.step2 ? maxDocument : 0);
  if (member.waitingBytes > most || member.waiting.length > waitingMessages) {
    return end(room, member, 'overloaded', waiting.message);
  }
  return moved ? 'moved' : 'waits';
}

/** Tries again what waits for something that has come, as long as that brings something. */
export function retry(room: Room): void {
  const clockOf = (client: number): number => room.clockOf(client);
  for (let again = true; again && room.phase === 'open';) {
    again = false;
    for (const member of room.members) {
      if (member.waiting.length === 0) continue;
      const due = member.takeDue(({ needs }) => isMet(needs, clockOf));
      for (const [at, { message }] of due.entries()) {
        if (member.gone) break;
        if (room.phase !== 'open') {
          // Read again from the store first; what waits is tried when that is done.
          for (const waiting of due.slice(at)) member.wait({ ...waiting, needs: [] });
          break;
        }
        if (take(room, member, message) === 'moved') again = true;
      }
      if (member.waiting.length === 0) member.asked = false;
    }
  }
}

function end(room: Room, member: Member, why: CloseName, { update }: Message, rule?: AuditRule): 'ended' {
  dismiss(room, member, why, update.length, rule);
  return 'ended';
}
