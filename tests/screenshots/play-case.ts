/** Plays a case of docs/merge.md against a real relay with real replicas, for its picture. What must come of it, `merge.test.ts` looks at. */
import { setTimeout } from 'node:timers/promises';
import * as Y from 'yjs';
import { Line } from '../../client/replica/testing/line.ts';
import { named, opened, Scene, type Device } from '../../client/replica/testing/scene.ts';
import type { OpenRecord, Replica } from '../../client/replica/types.ts';
import { must } from '../../shared/lib/assert.ts';
import { systemTime } from '../../shared/lib/time.ts';
import type { ShopScene } from '../browser/shop-scene.ts';
import type { MergeCase, Who } from '../merge/case.ts';

interface Player {
  readonly device: Device;
  readonly line: Line;
  replica: Replica;
  open: OpenRecord | undefined;
}

const everybody: readonly Who[] = ['ana', 'ben', 'cai', 'dee'];
const hour = 3_600_000;
/** Milliseconds between two looks, and in all. */
const [pause, patience] = [15, 30_000];

async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; !condition(); waited += pause) {
    if (waited > patience) throw new Error('a case did not come to its end');
    await setTimeout(pause);
  }
}

export class Players {
  readonly #scene = new Scene();
  readonly #players = new Map<Who, Player>();

  /** Ana, Ben, Cai and Dee at a device each. */
  static async of(shop: ShopScene): Promise<Players> {
    const players = new Players();
    for (const who of everybody) {
      const line = new Line(WebSocket);
      const token = await shop.token(who);
      const device = players.#scene.device(line, {
        url: `${shop.relayUrl.replace('http', 'ws')}/sync`,
        user: { id: who },
        getToken: () => Promise.resolve(token),
        ...(who === 'dee' && {
          time: { now: () => systemTime.now() + hour, after: (ms, run) => systemTime.after(ms, run) },
        }),
      });
      players.#players.set(who, { device, line, replica: await device.start(), open: undefined });
    }
    return players;
  }

  async play({ kind, people, unseenBy, steps }: MergeCase, id: string): Promise<void> {
    const at = named(kind, id);
    const group = people.filter((who) => who !== unseenBy).map((who) => this.#named(who));
    for (const player of group) player.open = await opened(player.replica, at);
    await meet(group);
    for (const step of steps) {
      if (step === 'apart') {
        await meet(group);
        for (const { line } of group) line.cut();
        await until(() => group.every(({ replica }) => replica.status().state === 'offline'));
      } else if (step === 'together') await meet(group);
      else if (step === 'reload') {
        for (const player of group) {
          await until(() => player.replica.status().pending.unsaved === 0);
          player.open?.close();
          await player.replica.stop();
          player.replica = await player.device.start();
          player.open = await opened(player.replica, at);
        }
      } else {
        // A later edit is later by the clock, too.
        await setTimeout(2);
        step.does(must(this.#named(step.who).open, 'an open record'));
      }
    }
    await meet(group);
    for (const player of group) player.open?.close();
  }

  end(): Promise<void> {
    return this.#scene.end();
  }

  #named(who: Who): Player {
    return must(this.#players.get(who), who);
  }
}

/** All are connected, and have the same. */
async function meet(group: readonly Player[]): Promise<void> {
  for (const { line, replica } of group) {
    line.mend();
    replica.syncNow().catch(() => undefined);
  }
  await until(() => {
    const isDone = group.every(
      ({ replica, open }) =>
        open?.live && replica.status().pending.edits === 0 && replica.status().state !== 'offline',
    );
    const vectors = group.map(({ open }) => open && stateOf(open));
    return isDone && vectors.every((vector) => vector === vectors[0]);
  });
}

const stateOf = ({ doc }: OpenRecord): string =>
  JSON.stringify([...Y.decodeStateVector(Y.encodeStateVector(doc))].toSorted(([a], [b]) => a - b));
