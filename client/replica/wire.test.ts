import { beforeEach, describe, expect, it } from 'vitest';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import { StampClock } from '../../shared/lib/stamp.ts';
import { closeCodes } from '../../shared/protocol/codes.ts';
import type { NetworkSignal } from './options.ts';
import { ScriptedRelay, type Link } from './testing/scripted-relay.ts';
import { Wire, type WireOptions } from './wire.ts';

let time: ManualTime;
let relay: ScriptedRelay;
let clock: StampClock;
let told: string[];
let tokens: boolean[];
beforeEach(() => {
  time = new ManualTime();
  relay = new ScriptedRelay();
  relay.now = () => time.now();
  clock = new StampClock(time);
  told = [];
  tokens = [];
});

function wire(more: Partial<WireOptions> = {}): Wire {
  return new Wire(
    {
      url: 'ws://relay.test/sync',
      getToken: (refused) => {
        tokens.push(refused);
        return Promise.resolve('token');
      },
      time,
      // The longest wait each time.
      random: () => 0.999_999,
      WebSocket: relay.WebSocket,
      clock,
      fingerprint: 'f',
      follow: () => undefined,
      ...more,
    },
    {
      changed: () => undefined,
      welcome: () => told.push('welcome'),
      message: ({ type }) => told.push(type),
      payload: () => told.push('payload'),
      lost: () => told.push('lost'),
    },
  );
}

/** Lets everything that does not wait for the clock happen. */
const calm = async (): Promise<void> => {
  for (let i = 0; i < 40; i++) await Promise.resolve();
};
const pass = async (ms: number): Promise<void> => {
  for (let left = ms; left > 0; left -= 250) {
    await time.advance(Math.min(250, left));
    await calm();
  }
};

/** A class of sockets that cannot be made. */
function refusing(): never {
  throw new SyntaxError('no socket here');
}

describe('the connection', () => {
  it('REPL-18: says hello and is online when it was welcomed; stopping closes it', async () => {
    const one = wire();
    one.start();
    expect(one.state.kind).toBe('connecting');
    await calm();
    expect(one.state).toMatchObject({ kind: 'online', slow: false });
    expect(told).toEqual(['welcome', 'withheld']);
    one.stop();
    expect(one.state.kind).toBe('offline');
    expect(told).toEqual(['welcome', 'withheld', 'lost']);
    expect(relay.links.size).toBe(0);
    expect(time.waiting).toBe(0);
  });

  it('REPL-19: waits longer each time, at most thirty seconds, and comes back by itself (fault 12)', async () => {
    relay.reachable = false;
    const one = wire();
    one.start();
    const waits: number[] = [];
    for (let i = 0; i < 8; i++) {
      await calm();
      const { state } = one;
      const wait = state.kind === 'offline' ? (state.retryAt ?? 0) - time.now() : -1;
      waits.push(wait);
      await pass(wait);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    relay.reachable = true;
    await pass(30_000);
    expect(one.state.kind).toBe('online');
    relay.cut();
    await calm();
    expect(one.state).toMatchObject({ kind: 'offline', retryAt: time.now() + 1_000 });
    one.stop();
  });

  it('REPL-20: a half-open connection is slow after one second and given up after twenty (fault 9)', async () => {
    const one = wire();
    one.start();
    await calm();
    relay.silent = true;
    await pass(11_500);
    expect(one.state).toMatchObject({ kind: 'online', slow: true });
    await pass(8_500);
    expect(one.state.kind).toBe('offline');
    expect(told).toContain('lost');
    relay.silent = false;
    await pass(1_000);
    expect(one.state).toMatchObject({ kind: 'online', slow: false });
    one.stop();
  });

  it('REPL-20: a hello that nobody answers does not hold the next try up', async () => {
    relay.silent = true;
    const one = wire();
    one.start();
    await calm();
    await pass(15_000);
    expect(one.state.kind).toBe('offline');
    relay.silent = false;
    await pass(1_000);
    expect(one.state.kind).toBe('online');
    one.stop();
  });

  it('REPL-21: a token that is refused is renewed twice before a person is asked; every other 44xx is final', async () => {
    relay.refuseHello = closeCodes.unauthorized;
    const one = wire();
    one.start();
    await pass(8_000);
    expect(one.state).toEqual({ kind: 'refused', problem: { kind: 'unauthorized' } });
    expect(tokens).toEqual([false, true, true]);
    relay.refuseHello = null;
    one.tryNow();
    await calm();
    expect(one.state.kind).toBe('online');
    relay.refuseHello = closeCodes.upgradeRequired;
    relay.cut(closeCodes.upgradeRequired);
    await calm();
    expect(one.state).toEqual({ kind: 'refused', problem: { kind: 'upgrade-required' } });
    await pass(60_000);
    expect(one.state.kind).toBe('refused');
    one.stop();
  });

  it('REPL-21, SHOP-2: of a suspended shop it is told why, and it comes back by itself once the shop is taken up again', async () => {
    const one = wire();
    one.start();
    await calm();
    relay.refuseHello = closeCodes.suspended;
    relay.cut(closeCodes.suspended);
    await calm();
    const told = { kind: 'refused', problem: { kind: 'relay', code: closeCodes.suspended } };
    expect(one.state).toEqual(told);
    const before = relay.said('hello');
    for (let seconds = 0; seconds < 90; seconds++) {
      await pass(1_000);
      expect(one.state).toEqual(told);
    }
    expect(relay.said('hello') - before).toBeGreaterThanOrEqual(3);
    relay.refuseHello = null;
    await pass(30_000);
    expect(one.state.kind).toBe('online');
    one.stop();
  });

  it.each(['draining', 'slow', 'storeUnavailable', 'overloaded', 'internal', 'helloTimeout'] as const)(
    'REPL-21: after %s it tries again',
    async (code) => {
      const one = wire();
      one.start();
      await calm();
      relay.cut(closeCodes[code]);
      await calm();
      expect(one.state.kind).toBe('offline');
      await pass(1_000);
      expect(one.state.kind).toBe('online');
      one.stop();
    },
  );

  it('REPL-22: what is no frame, or never becomes a socket, is only offline (faults 11, 14)', async () => {
    for (const data of [
      '<html>Sign in to the Wi-Fi</html>',
      new Uint8Array([0, 255, 255]).buffer,
      new ArrayBuffer(0),
    ]) {
      const one = wire();
      one.start();
      await calm();
      const [link] = relay.links;
      link?.emit('message', { data });
      await calm();
      expect(one.state.kind).toBe('offline');
      one.stop();
    }
    const one = wire({ WebSocket: refusing as never });
    one.start();
    await calm();
    expect(one.state.kind).toBe('offline');
    one.stop();
    const signedOut = wire({ getToken: () => Promise.reject(new TypeError('fetch failed')) });
    signedOut.start();
    await calm();
    expect(signedOut.state.kind).toBe('offline');
    signedOut.stop();
  });

  it('REPL-23: an old socket cannot speak into a new connection, and there is only ever one attempt', async () => {
    const one = wire();
    one.start();
    one.tryNow();
    one.tryNow();
    await calm();
    expect(relay.links.size).toBe(1);
    const [old] = relay.links as Iterable<Link>;
    relay.cut();
    await calm();
    await pass(1_000);
    expect(one.state.kind).toBe('online');
    told.length = 0;
    old?.emit('message', { data: new Uint8Array([0, 99]).buffer });
    old?.emit('close', { code: closeCodes.forbidden });
    expect([one.state.kind, told]).toEqual(['online', []]);
    one.stop();
  });

  it('REPL-24: the device that says it has no network is believed once it said it had one', async () => {
    const listeners = new Set<() => void>();
    const network = {
      online: false as boolean,
      subscribe: (changed: () => void) => {
        listeners.add(changed);
        return () => listeners.delete(changed);
      },
    } satisfies NetworkSignal;
    const say = async (isOnline: boolean): Promise<void> => {
      network.online = isOnline;
      for (const changed of listeners) changed();
      await calm();
    };
    const one = wire({ network });
    one.start();
    await calm();
    expect(one.state.kind).toBe('online');
    await say(true);
    await say(false);
    expect(one.state).toEqual({ kind: 'offline', retryAt: null });
    await pass(90_000);
    expect(one.state.kind).toBe('offline');
    await say(true);
    expect(one.state.kind).toBe('online');
    one.stop();
    expect(listeners.size).toBe(0);
  });

  it('CLOCK-2: the clock is corrected by the relay at each connection and kept near by the heartbeat', async () => {
    let ahead = 3_600_000;
    relay.now = () => time.now() + ahead;
    const one = wire();
    one.start();
    await calm();
    expect(clock.now() - time.now()).toBe(3_600_000);
    ahead = 3_500_000;
    await pass(10_000);
    expect(clock.now() - time.now()).toBe(3_500_000);
    one.stop();
  });
});
