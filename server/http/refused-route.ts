/**
 * Edits that were written back, over HTTP: everybody's own, and all of the shop for those who manage it. Who sees one may
 * discard it, and apply it with the right to its field (rules QUAR-3 to QUAR-5).
 */
import { Hono } from 'hono';
import { applyRefused } from '../../shared/document/apply-refused.ts';
import { isWriteError } from '../../shared/document/write-errors.ts';
import { mayWrite } from '../../shared/document/writer.ts';
import { Impossible } from '../../shared/lib/assert.ts';
import { entityKey } from '../../shared/lib/ids.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import { mayRead, withheldKinds } from '../../shared/schema/may-read.ts';
import { managers } from '../../shared/schema/roles.ts';
import type { Identity, VerifyToken } from '../auth/identity.ts';
import { seenPlaces } from '../auth/seen-places.ts';
import type { Relay } from '../relay/relay.ts';
import type { Settlement, Store, StoredRefused } from '../store/store.ts';
import { requireIdentity, requireShop } from './bearer.ts';
import { badCursor, readLimit } from './page-query.ts';
import { Problem } from './problem.ts';
import { mustSee } from './record-path.ts';

export interface RefusedDependencies {
  readonly relay: Pick<Relay, 'write' | 'endRefused' | 'settleRefused'>;
  readonly store: Pick<Store, 'hasShop' | 'refused' | 'place'>;
  readonly verify: VerifyToken;
  readonly now: () => number;
}

const states = ['open', 'applied', 'discarded'] as const;

export function refusedRoutes({ relay, store, verify, now }: RefusedDependencies): Hono {
  const routes = new Hono();
  /** Those that are being settled: two who do it at once would write it twice, or write what is discarded. */
  const underWay = new Set<string>();

  routes.get('/:shop/refused', async (context) => {
    const identity = await requireIdentity(context.req.header('authorization'), verify);
    const shop = await requireShop(context.req.param('shop'), identity, store);
    const limit = readLimit(context.req.query('limit'));
    const cursor = context.req.query('cursor');
    if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) throw badCursor();
    const asked = context.req.query('state') ?? 'open';
    const state = states.find((each) => each === asked);
    if (!state) throw new Problem('bad-request', `state is one of ${states.join(', ')}.`);
    const places = seenPlaces(identity);
    const found = await store.refused({
      shop,
      state,
      without: withheldKinds(identity.role),
      ...(places && { places }),
      limit: limit + 1,
      ...((!mayManage(identity) || context.req.query('mine') === '1') && { author: identity.user }),
      ...(cursor !== undefined && { before: Number(cursor) }),
    });
    const page = found.slice(0, limit);
    context.header('Cache-Control', 'no-store');
    return context.json({
      refused: page.map(told),
      next: found.length > limit ? String(page.at(-1)?.n) : null,
    });
  });

  routes.post('/:shop/refused/:id/apply', async (context) => {
    const identity = await requireIdentity(context.req.header('authorization'), verify);
    await requireShop(context.req.param('shop'), identity, store);
    const edit = await find(identity, context.req.param('id'));
    const { user: author, role } = identity;
    mustAnswerFor(identity, edit, 'apply');
    const field = kindNamed(edit.name.kind)?.fields.get(edit.field);
    if (!field || !mayWrite({ author, role }, field)) {
      throw new Problem('forbidden', 'Only somebody who may write the field can apply it.');
    }
    await settling(identity, edit, async () => {
      // All that its author wrote so far is in it, and what they write from now on is another.
      await relay.endRefused(edit);
      const whole = await find(identity, edit.id);
      if (whole.state !== 'open') throw settledAlready();
      if (whole.cut) throw new Problem('conflict', 'It was too long to be kept, so it cannot be applied.');
      const settlement = { state: 'applied', by: author, at: now() } as const;
      await apply(identity, whole, settlement);
      // Where it was what stands there already, there was no commit to settle it in.
      await relay.settleRefused(whole, settlement);
    });
    context.header('Cache-Control', 'no-store');
    return context.json(told(await find(identity, edit.id)));
  });

  routes.post('/:shop/refused/:id/discard', async (context) => {
    const identity = await requireIdentity(context.req.header('authorization'), verify);
    await requireShop(context.req.param('shop'), identity, store);
    const edit = await find(identity, context.req.param('id'));
    mustAnswerFor(identity, edit, 'discard');
    const settlement = { state: 'discarded', by: identity.user, at: now() } as const;
    await settling(identity, edit, async () => {
      if (!(await relay.settleRefused(edit, settlement))) throw settledAlready();
    });
    context.header('Cache-Control', 'no-store');
    return context.json(told(await find(identity, edit.id)));
  });

  /** @throws Problem `conflict` when somebody else does it just then, or did */
  async function settling(
    { shop }: Identity,
    { id, state }: StoredRefused,
    settle: () => Promise<void>,
  ): Promise<void> {
    const key = `${shop}/${id}`;
    if (state !== 'open' || underWay.has(key)) throw settledAlready();
    underWay.add(key);
    try {
      await settle();
    } finally {
      underWay.delete(key);
    }
  }

  /** @throws Problem `not-found`, the same for one of a record that may not be read */
  async function find(identity: Identity, id: string): Promise<StoredRefused> {
    const { shop, role } = identity;
    const [edit] = await store.refused({ shop, id, limit: 1 });
    if (!edit || !mayRead(role, edit.name.kind)) throw new Problem('not-found');
    await mustSee(identity, edit.name, store);
    return edit;
  }

  async function apply(identity: Identity, edit: StoredRefused, settlement: Settlement): Promise<void> {
    const { user: author, role } = identity;
    const { name, field, count, id } = edit;
    const value: unknown = JSON.parse(edit.value);
    const notes = [{ type: 'applied', id, author: edit.author }] as const;
    try {
      const written = await relay.write(
        name,
        author,
        (entity) => {
          let done = false;
          entity.change(() => {
            done = applyRefused(entity, { field, value, count });
          });
          return done;
        },
        { role, by: identity, through: 'applied', notes, settles: { id, author: edit.author, settlement } },
      );
      if (!written) throw new Problem('conflict', 'It says nothing that can be written by itself.');
    } catch (error) {
      if (isWriteError(error)) throw new Problem('conflict', 'It cannot be written there.');
      // The store takes nothing with it when somebody beyond this process was first.
      if (error instanceof Impossible && (await find(identity, id)).state !== 'open') throw settledAlready();
      throw error;
    }
  }

  return routes;
}

const settledAlready = (): Problem => new Problem('conflict', 'It is settled already.');

const mayManage = ({ role }: Identity): boolean => managers.includes(role);

/** @throws Problem `forbidden` for who is told nothing of it */
function mustAnswerFor(identity: Identity, { author }: StoredRefused, what: 'apply' | 'discard'): void {
  if (author === identity.user || mayManage(identity)) return;
  throw new Problem('forbidden', `Its author, an owner or a manager may ${what} it.`);
}

const told = ({ n: _place, name, value, ...edit }: StoredRefused) => ({
  ...edit,
  record: entityKey(name),
  value: JSON.parse(value) as unknown,
});
