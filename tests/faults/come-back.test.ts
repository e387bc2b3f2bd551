/** Fault 12: the relay is killed and started again while five hundred devices are connected. */
import { afterEach, expect, it } from 'vitest';
import { documentNamed } from '../../server/store/entries-scene.ts';
import { MemoryStore } from '../../server/store/memory-store.ts';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import type { Author } from '../../shared/lib/ids.ts';
import { Moves, openDoor, openLine, shop, type Door, type Line } from './wire-scene.ts';

const devices = Number(process.env['SOLDER_DEVICES'] ?? 500);
const away = 5_000;
const step = 100;

let door: Door | undefined;
let lines: readonly Line[] = [];
afterEach(async () => {
  for (const { wire } of lines) wire.stop();
  await door?.kill();
});

it(`REPL-19: ${devices} devices come back to a relay that was started again, spread out, and have all that is new within half a minute of its return`, async () => {
  const time = new ManualTime();
  const moves = new Moves();
  const store = new MemoryStore();
  door = await openDoor(store);
  const { port } = door;
  lines = Array.from({ length: devices }, (_, seed) => openLine(() => port, seed, time, moves.moved));
  const calm = (): boolean => lines.every(({ wire }) => wire.state.kind !== 'connecting');
  const all = (times: number) => (): boolean =>
    lines.every(({ wire, caughtUp }) => wire.state.kind === 'online' && caughtUp >= times);
  for (const { wire } of lines) wire.start();
  await moves.until(all(1));

  await door.kill();
  await moves.until(() => lines.every(({ wire }) => wire.state.kind === 'offline'));
  const killed = time.now();
  const tries = (): readonly number[] =>
    lines.flatMap((line) => line.tries.filter((at) => at > killed).map((at) => at - killed));
  const pass = async (): Promise<void> => {
    await time.advance(step);
    await moves.until(calm);
  };
  while (time.now() < killed + away) await pass();

  door = await openDoor(store, port);
  const back = time.now();
  await door.relay.write(documentNamed('ticket/new', shop), '@import' as Author, (entity) =>
    entity.set('subject', 'Written while they were away'),
  );
  while (!lines.every(({ wire }) => wire.state.kind === 'online')) {
    expect(time.now() - back).toBeLessThan(30_000);
    await pass();
  }
  await moves.until(all(2));

  // At no moment do many come at once.
  const inEach = new Map<number, number>();
  for (const at of tries()) inEach.set(Math.floor(at / step), (inEach.get(Math.floor(at / step)) ?? 0) + 1);
  expect(Math.max(...inEach.values())).toBeLessThan(devices * 0.2);
  expect(inEach.size).toBeGreaterThan(30);
});
