import { afterEach, expect, test, vi } from 'vitest';
import { kindNamed } from '../../../shared/schema/kinds.ts';
import { openEntity } from '../../../shared/document/open-entity.ts';
import { systemRandom } from '../../../shared/lib/random.ts';
import { StampClock } from '../../../shared/lib/stamp.ts';
import { systemTime } from '../../../shared/lib/time.ts';
import { must } from '../../../shared/lib/assert.ts';
import { Scene, named, opened } from '../../replica/testing/scene.ts';
import { ScriptedRelay } from '../../replica/testing/scripted-relay.ts';
import { Drafts } from './drafts.ts';
import type { KeptDraft } from './kept-drafts.ts';
import { recoverDrafts } from './recover-drafts.ts';

const scene = new Scene();
afterEach(() => scene.end());
const key = 'ticket/t1/subject';

/** A device that saw 'old', and a relay where Bob may write on while the device is away. */
async function begin() {
  const relay = new ScriptedRelay();
  relay.now = () => systemTime.now();
  const bob = openEntity({
    doc: relay.room('ticket/t1').doc,
    kind: must(kindNamed('ticket'), 'tickets'),
    author: 'bob',
    clock: new StampClock(systemTime),
    random: systemRandom,
  });
  bob.set('subject', 'old');
  const device = scene.device(relay);
  const first = await device.start();
  await vi.waitFor(() => expect(first.status().state).toBe('completed'));
  await first.stop();
  const kept = new Map<string, KeptDraft>();
  const drafts = new Drafts();
  const recover = async (text: string, at = systemTime.now() + 1000): Promise<void> => {
    const replica = await device.start();
    await recoverDrafts(
      {
        replica,
        drafts,
        kept: { keep: (draft) => void kept.set(draft.key, draft), forget: (gone) => void kept.delete(gone) },
      },
      [{ key, text, base: 'old', at }],
    );
    const open = await opened(replica, named('ticket', 't1'));
    await vi.waitFor(() => expect(open.live).toBe(true));
    await vi.waitFor(() => expect(replica.status().pending.edits).toBe(0));
  };
  return { relay, bob, kept, drafts, recover };
}

test('APP-5: a recovered draft is written where nobody wrote since', async () => {
  const { bob, drafts, recover } = await begin();
  await recover('typed');
  expect(bob.get('subject')).toBe('typed');
  expect(drafts.knows(key)).toBe(false);
});

test('APP-5: a recovered draft never overwrites what came meanwhile, it is offered', async () => {
  const { bob, kept, drafts, recover } = await begin();
  bob.set('subject', 'Bob, later');
  await recover('typed');
  expect(bob.get('subject')).toBe('Bob, later');
  expect(drafts.aside(key)).toMatchObject({ text: 'typed', base: 'old' });
  expect(kept.has(key)).toBe(true);
});

test('APP-5: a recovered draft that ends where it began is dropped', async () => {
  const { bob, kept, drafts, recover } = await begin();
  bob.set('subject', 'Bob, later');
  await recover('old');
  expect(bob.get('subject')).toBe('Bob, later');
  expect(drafts.knows(key)).toBe(false);
  expect(kept.has(key)).toBe(false);
});
