import { beforeEach, describe, expect, it } from 'vitest';
import { documentName } from '../relay/testing/scene.ts';
import type { Author } from '../../shared/lib/ids.ts';
import { shopApp } from './shop-app-scene.ts';

type Scene = Awaited<ReturnType<typeof shopApp>>;

let scene: Scene;
beforeEach(async () => {
  scene = await shopApp();
  const { relay, settle } = scene;
  const written = relay.write(documentName('client/c1'), 'ana' as Author, (entity) =>
    entity.set('name', 'Joan'),
  );
  await settle();
  await written;
});

/** The relay's turns are the test's. */
async function asked<T>(asking: Promise<T>): Promise<T> {
  const asked = { done: false };
  const finished = asking.finally(() => (asked.done = true));
  while (!asked.done) {
    await scene.settle();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return finished;
}

const erase = (as: string, body: unknown, id = 'c1') => asked(scene.post(as, `client/${id}/erase`, body));

describe('erasing over HTTP', () => {
  it('ERASE-7: owners and managers look first and erase when they say the id again; others are refused', async () => {
    for (const as of ['ben', 'fay', 'vic']) {
      expect((await erase(as, { confirm: 'c1' })).status).toBe(403);
      expect((await scene.get(as, 'erasures')).status).toBe(403);
    }
    const plan = await erase('ana', { dryRun: true });
    expect(plan).toMatchObject({ status: 200, body: { title: 'Joan', records: { client: 1 } } });
    for (const body of [{}, { confirm: 'c2' }, { confirm: true }, []]) {
      expect((await erase('ana', body)).status).toBe(400);
    }
    expect((await scene.get('ana', 'client/c1')).status).toBe(200);
    expect(await erase('ana', { confirm: 'c1' })).toMatchObject({ status: 200, body: { finished: true } });
    expect((await scene.get('ana', 'client/c1')).status).toBe(404);
    expect((await erase('ana', { confirm: 'c1' })).status).toBe(409);
    expect((await erase('ana', { confirm: 'nobody' }, 'nobody')).status).toBe(404);
  });

  it('ERASE-8: who erased whom and when is told to them, and not what was erased', async () => {
    await erase('ana', { confirm: 'c1' });
    const { status, body } = await scene.get('ana', 'erasures');
    expect(status).toBe(200);
    expect(body).toEqual({
      erasures: [
        {
          subject: { kind: 'client', id: 'c1' },
          by: 'ana',
          at: scene.time.now(),
          records: { client: 1 },
          kept: 0,
          files: 0,
        },
      ],
    });
  });
});
