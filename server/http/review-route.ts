/** What asks a person, over HTTP, and settling it as an ordinary write (rules REVIEW-1 and REVIEW-2). */
import { Hono } from 'hono';
import { isWriteError } from '../../shared/document/write-errors.ts';
import { mayWrite } from '../../shared/document/writer.ts';
import { entityKey, parseEntityKey } from '../../shared/lib/ids.ts';
import { stampMilliseconds } from '../../shared/lib/stamp.ts';
import type { Gravity } from '../../shared/schema/field.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import { withheldKinds } from '../../shared/schema/may-read.ts';
import { checkPlain } from '../../shared/schema/value.ts';
import type { VerifyToken } from '../auth/identity.ts';
import { seenPlaces } from '../auth/seen-places.ts';
import type { Relay } from '../relay/relay.ts';
import { readReviews, type Asking, type ReviewedValue } from '../relay/reviews.ts';
import type { Store } from '../store/store.ts';
import { requireIdentity, requireShop } from './bearer.ts';
import { readFields } from './json-body.ts';
import { badCursor, readLimit } from './page-query.ts';
import { Problem } from './problem.ts';
import { readableKind, requireStored } from './record-path.ts';
import { wholeBody } from './whole-body.ts';

export interface ReviewDependencies {
  readonly relay: Pick<Relay, 'row' | 'write'>;
  readonly store: Pick<Store, 'hasShop' | 'row' | 'inReview' | 'history' | 'place'>;
  readonly verify: VerifyToken;
}

const gravities: readonly Gravity[] = ['low', 'medium', 'high', 'critical'];
const longestBody = 256 * 1024;

export function reviewRoutes(given: ReviewDependencies): Hono {
  const { relay, store, verify } = given;
  const routes = new Hono();

  routes.get('/:shop/reviews', async (context) => {
    const identity = await requireIdentity(context.req.header('authorization'), verify);
    const shop = await requireShop(context.req.param('shop'), identity, store);
    const limit = readLimit(context.req.query('limit'));
    const [kind, asked, cursor] = ['kind', 'gravity', 'cursor'].map((name) => context.req.query(name));
    const gravity = gravities.find((each) => each === asked);
    if (asked !== undefined && !gravity) {
      throw new Problem('bad-request', `gravity is one of ${gravities.join(', ')}.`);
    }
    const after = cursor === undefined ? undefined : readPlace(cursor);
    const places = seenPlaces(identity);
    const { records, count, next } = await readReviews(
      { store, relay },
      {
        shop,
        limit,
        without: withheldKinds(identity.role),
        ...(places && { places }),
        ...(kind !== undefined && { kind: readableKind(kind, identity.role) }),
        ...(gravity && { gravity }),
        ...(after && { after }),
      },
    );
    const reviews = records.map(({ fields, ...record }) => ({
      ...record,
      fields: fields.map(({ values, ...field }) => ({ ...field, values: values.map(withDevice) })),
    }));
    context.header('Cache-Control', 'no-store');
    return context.json({ reviews, count, next: next ? `${next.gravity}:${entityKey(next.name)}` : null });
  });

  routes.post('/:shop/:kind/:id/settle', wholeBody(verify, longestBody), async (context) => {
    const { identity, name } = await requireStored(context, given);
    const sent = await readFields(context.req);
    const [field, value] = [sent.get('field'), sent.get('value')];
    if (typeof field !== 'string' || value === undefined || checkPlain(value) !== undefined) {
      throw new Problem('bad-request', 'Send {"field": …, "value": …}.');
    }
    const { user: author, role } = identity;
    const declared = kindNamed(name.kind)?.fields.get(field);
    if (!declared) throw new Problem('bad-request', 'The record has no such field.');
    if (!mayWrite({ author, role }, declared))
      throw new Problem('forbidden', 'This role may not write the field.');
    try {
      await relay.write(
        name,
        author,
        (entity) => {
          if (!entity.reviews().some((review) => review.field === field)) {
            throw new Problem('conflict', 'Nothing is asked about the field.');
          }
          entity.set(field, value as string | number | boolean | null);
        },
        { role, by: identity },
      );
    } catch (error) {
      if (isWriteError(error)) throw new Problem('bad-request', 'The field cannot have that value.');
      throw error;
    }
    context.header('Cache-Control', 'no-store');
    return context.json({ field, value });
  });

  return routes;
}

/** @throws Problem `bad-request` */
function readPlace(cursor: string): Asking {
  const colon = cursor.indexOf(':');
  const gravity = gravities.find((each) => each === cursor.slice(0, colon));
  const name = parseEntityKey(cursor.slice(colon + 1));
  if (!gravity || !name) throw badCursor();
  return { gravity, name };
}

const withDevice = (value: ReviewedValue) => ({ ...value, device: stampMilliseconds(value.stamp) });
