/** Pictures that are shown: where they come from, how long their addresses are good, what is kept. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Rendition } from '../../../shared/protocol/file-upload.ts';
import { seededRandom, randomInt } from '../../../shared/lib/random.ts';
import type { CachedPicture } from './file-vault.ts';
import { beyondBudget } from './picture-cache.ts';
import { FilesScene, device, until } from './testing/files-scene.ts';
import { blob, freshId, jpeg } from './testing/pictures.ts';
import { ScriptedFiles } from './testing/scripted-files.ts';

let scene: FilesScene;
beforeEach(() => {
  scene = new FilesScene();
});
afterEach(() => scene.end());

const reads = (): number => scene.relay.asked.filter((each) => each.startsWith('GET')).length;

describe('holding a picture', () => {
  it('PHOTO-7: all who hold one share its address, which is taken back when the last lets go', async () => {
    const files = await scene.start();
    const id = await files.add(blob(1000), { for: device });
    const [first, second] = [files.hold(id, 'thumb'), files.hold(id, 'thumb')];
    await until(() => first.url);
    expect(second.url).toBe(first.url);
    expect(scene.addresses.size).toBe(1);
    first.release();
    first.release();
    expect(second.url).toBeDefined();
    second.release();
    expect(scene.addresses.size).toBe(0);
    const third = files.hold(id, 'thumb');
    await until(() => third.url);
    await files.stop();
    expect(scene.addresses.size).toBe(0);
  });

  it('PHOTO-7: one that is not here comes from the relay, once, and is here the next time without one', async () => {
    const id = freshId();
    const bytes = jpeg(2000);
    scene.relay.put(`${id}.full`, bytes);
    const files = await scene.start();
    const held = [files.hold(id, 'full'), files.hold(id, 'full')];
    await until(() => held.every(({ state }) => state === 'here'));
    expect(reads()).toBe(1);
    for (const each of held) each.release();
    scene.line.set(false);
    await files.stop();

    const again = await scene.start();
    const held2 = again.hold(id, 'full');
    await until(() => held2.url);
    const shown = scene.addresses.get(held2.url ?? '');
    expect(new Uint8Array((await shown?.arrayBuffer()) ?? [])).toEqual(bytes);
    expect(reads()).toBe(1);
  });

  it('PHOTO-7: one that nobody has sent yet is asked for again until it is there', async () => {
    const id = freshId();
    const files = await scene.start();
    const held = files.hold(id, 'thumb');
    let told = 0;
    held.subscribe(() => told++);
    await until(() => held.state === 'missing');
    await scene.time.advance(60_000);
    await until(() => reads() >= 2);
    scene.relay.put(`${id}.thumb`, jpeg(100));
    await until(() => held.state === 'missing');
    await scene.time.advance(60_000);
    await until(() => held.state === 'here');
    expect(told).toBeGreaterThan(1);
    held.release();
    await scene.time.advance(600_000);
    expect(scene.time.waiting).toBe(0);
  });

  it('PHOTO-7: without a connection it is away, and comes with it', async () => {
    const id = freshId();
    scene.relay.put(`${id}.full`, jpeg(100));
    scene.line.set(false);
    const files = await scene.start();
    const held = files.hold(id, 'full');
    await until(() => held.state === 'away');
    expect(reads()).toBe(0);
    scene.line.set(true);
    await until(() => held.state === 'here');
  });

  it('PHOTO-7: what a portal or a broken relay answers is no picture', async () => {
    const id = freshId();
    const files = await scene.start();
    scene.relay.instead = () => new Response('<html>', { headers: { 'Content-Type': 'text/html' } });
    const held = files.hold(id, 'full');
    await until(() => held.state === 'away');
    scene.relay.instead = () => ScriptedFiles.problem('unavailable');
    await scene.time.advance(60_000);
    await until(() => reads() >= 2);
    expect(held.url).toBeUndefined();
    scene.relay.instead = () => undefined;
    scene.relay.put(`${id}.full`, jpeg(100));
    await scene.time.advance(60_000);
    await until(() => held.state === 'here');
  });

  it('PHOTO-7: who lets go while it comes gets nothing and leaves nothing', async () => {
    const id = freshId();
    scene.relay.put(`${id}.full`, jpeg(100));
    scene.relay.gate = new Promise(() => {});
    const files = await scene.start();
    const held = files.hold(id, 'full');
    await until(() => reads() === 1);
    held.release();
    await until(() => scene.relay.atOnce === 0);
    expect(scene.addresses.size).toBe(0);
    await until(() => scene.time.waiting === 0);
  });
});

describe('what is kept', () => {
  it('PHOTO-6: full pictures stay within their budget, the last looked at longest; thumbs have their own', async () => {
    const budget = { full: 3000, thumb: 3000 };
    const files = await scene.start({ budget });
    const ids = Array.from({ length: 6 }, freshId);
    for (const id of ids) {
      scene.relay.put(`${id}.full`, jpeg(1000));
      scene.relay.put(`${id}.thumb`, jpeg(50));
      for (const rendition of ['full', 'thumb'] as const) {
        const held = files.hold(id, rendition);
        await until(() => held.url);
        held.release();
      }
      await scene.time.advance(1000);
    }
    await files.stop();
    scene.line.set(false);
    const again = await scene.start({ budget });
    const here = async (rendition: Rendition) => {
      const held = ids.map((id) => again.hold(id, rendition));
      await until(() => held.every(({ state }) => state !== 'loading'));
      return held.map(({ state }) => state === 'here');
    };
    expect(await here('full')).toEqual([false, false, false, true, true, true]);
    expect(await here('thumb')).toEqual(ids.map(() => true));
  });

  it('PHOTO-6: what is not sent stays, however large it is', async () => {
    const budget = { full: 100, thumb: 100 };
    scene.line.set(false);
    const files = await scene.start({ budget });
    const ids = [];
    for (let count = 0; count < 4; count++) ids.push(await files.add(blob(5000), { for: device }));
    await files.stop();
    const again = await scene.start({ budget });
    const held = ids.map((id) => again.hold(id, 'full'));
    await until(() => held.every(({ state }) => state === 'here'));
  });

  it('PHOTO-6: what goes is the longest unused, no more than needed, whatever there is', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = seededRandom(seed);
      const budget = { full: randomInt(random, 0, 500), thumb: randomInt(random, 0, 100) };
      const cached: CachedPicture[] = Array.from({ length: randomInt(random, 0, 20) }, (_, at) => ({
        id: freshId(),
        rendition: random() < 0.5 ? 'full' : 'thumb',
        size: randomInt(random, 1, 120),
        used: at * 7 + randomInt(random, 0, 5),
      }));
      const gone = new Set(beyondBudget(cached, budget));
      for (const rendition of ['full', 'thumb'] as const) {
        const mine = cached.filter((each) => each.rendition === rendition);
        const stays = mine.filter((each) => !gone.has(each));
        const sum = stays.reduce((bytes, { size }) => bytes + size, 0);
        expect(sum, `seed ${seed}`).toBeLessThanOrEqual(budget[rendition]);
        const newestGone = mine.filter((each) => gone.has(each)).toSorted((a, b) => b.used - a.used)[0];
        for (const each of stays) {
          expect(each.used, `seed ${seed}`).toBeGreaterThanOrEqual(newestGone?.used ?? 0);
        }
        if (newestGone) expect(sum + newestGone.size, `seed ${seed}`).toBeGreaterThan(budget[rendition]);
      }
    }
  });
});
