/**
 * Records written by programs (section API of docs/SPEC.md): made, changed field by field with what the program had seen,
 * deleted and brought back, and their ledgers read and appended to. Reading rows is `rows.ts`.
 */
import { Hono, type Context } from 'hono';
import { ChangeRefused } from '../../../shared/document/apply-writes.ts';
import { readLedger } from '../../../shared/document/ledger.ts';
import type { Review } from '../../../shared/document/types.ts';
import { must } from '../../../shared/lib/assert.ts';
import { freshEntityId, parseEntityId, parseKind } from '../../../shared/lib/ids.ts';
import { orderNumber } from '../../../shared/lib/order-number.ts';
import type { Random } from '../../../shared/lib/random.ts';
import { stampMilliseconds } from '../../../shared/lib/stamp.ts';
import type { LedgerField } from '../../../shared/schema/field.ts';
import { kindNamed } from '../../../shared/schema/kinds.ts';
import { ledgerRoot } from '../../../shared/schema/stored-name.ts';
import type { Identity, VerifyToken } from '../../auth/identity.ts';
import { changeRecord, type AskedChange, type Changed, type Seen } from '../../programs/change-record.ts';
import { describeRefusal } from '../../programs/describe-refusal.ts';
import { digestOf, Once } from '../../programs/once.ts';
import { isMoment } from '../../programs/read-writes.ts';
import { loadDocument } from '../../relay/load-document.ts';
import type { Relay } from '../../relay/relay.ts';
import type { DocumentName, Store } from '../../store/store.ts';
import { requireIdentity, requireShop } from '../bearer.ts';
import { readFields } from '../json-body.ts';
import { Problem } from '../problem.ts';
import { readableKind, requireStored } from '../record-path.ts';
import { etagOf, readIfMatch, tellVersion } from './version.ts';
import type { WorkSlots } from './work-slots.ts';
import { wholeBody } from '../whole-body.ts';

export interface RecordDependencies {
  readonly relay: Pick<Relay, 'write' | 'row'>;
  readonly store: Pick<
    Store,
    'hasShop' | 'row' | 'place' | 'load' | 'history' | 'programs' | 'leaseNumbers' | 'epoch'
  >;
  readonly verify: VerifyToken;
  readonly now: () => number;
  readonly random: Random;
  readonly slots: WorkSlots;
}

/** Two texts of the longest sort, as JSON. */
const longestBody = 2 * 1024 * 1024;

type Fields = ReadonlyMap<string, unknown>;

export function recordRoutes(given: RecordDependencies): Hono {
  const { relay, store, verify, now, random, slots } = given;
  const { epoch } = store;
  const once = new Once(store);
  const routes = new Hono();
  const isOurs = (context: Context): Promise<{ identity: Identity; name: DocumentName }> =>
    requireStored(context as Parameters<typeof requireStored>[0], given);

  /** Does a change, once for each idempotency key, and answers with the record as it is then. */
  async function perform(
    context: Context,
    identity: Identity,
    asked: Omit<AskedChange, 'operation'>,
    said: unknown,
  ): Promise<Response> {
    const { user, role } = identity;
    const key = readKey(context.req.header('idempotency-key'));
    const work = (operation?: AskedChange['operation']): Promise<Changed> =>
      slots.during(identity, () =>
        changeRecord({ relay, store, now }, identity, { ...asked, ...(operation && { operation }) }),
      );
    const { kind, id } = asked.name;
    try {
      if (key === undefined) return await answer(context, asked, await work());
      const name = { shop: asked.name.shop, user, id: `key:${key}` };
      const digest = digestOf([context.req.method, kind, asked.creates ? '' : id, said]);
      return await once.run(
        { ...name, digest },
        async () => answer(context, asked, await work({ ...name, digest })),
        (done) => {
          context.header('Idempotency-Replayed', 'true');
          const outcome = JSON.parse(done.outcome) as Changed;
          return answer(
            context,
            { ...asked, name: { ...asked.name, ...done.name } },
            { ...outcome, reviews: [] },
          );
        },
      );
    } catch (error) {
      if (!(error instanceof ChangeRefused)) throw error;
      const reasons = error.reasons.map((each) => describeRefusal(kindNamed(kind), each, role));
      const isOfRights = reasons.every(({ rule }) => rule === 'role' || rule === 'server-field');
      throw new Problem(isOfRights ? 'refused' : 'change-refused', reasons[0]?.message, undefined, {
        reasons,
      });
    }
  }

  async function answer(
    context: Context,
    { name, creates: isNew = false }: Pick<AskedChange, 'name' | 'creates'>,
    { status, fields, reviews }: Omit<Changed, 'wrote'>,
  ) {
    const row = await relay.row(name);
    if (!row) throw new Problem('not-found');
    context.header('ETag', etagOf(epoch, row.version));
    context.header('Cache-Control', 'no-store');
    if (isNew) context.header('Location', `/api/shops/${name.shop}/${name.kind}/${name.id}`);
    const record = { ...row, version: tellVersion(epoch, row.version) };
    return context.json({ record, result: { status, fields, conflicts: reviews.map(tellReview) } });
  }

  routes.post('/:shop/:kind', wholeBody(verify, longestBody), async (context, next) => {
    // `POST …/files` is no record.
    if (!parseKind(context.req.param('kind')) || !kindNamed(context.req.param('kind'))) return next();
    const identity = await requireIdentity(context.req.header('authorization'), verify);
    const shop = await requireShop(context.req.param('shop'), identity, store);
    const kind = readableKind(context.req.param('kind'), identity.role);
    const sent = await readFields(context.req);
    mustBeOnly(sent, ['id', 'fields']);
    const fields = new Map(fieldsOf(sent.get('fields') ?? {}));
    const chosen = sent.get('id');
    const id = typeof chosen === 'string' ? parseEntityId(chosen) : freshEntityId(now(), random);
    if (!id || (chosen !== undefined && typeof chosen !== 'string')) {
      throw new Problem('bad-request', 'id is up to 64 letters, digits, - and _.');
    }
    const said = [...fields];
    if (!fields.has('created')) fields.set('created', now());
    if (kind === 'order' && !fields.has('number') && identity.role !== 'view') {
      const { first } = await store.leaseNumbers(shop, 'order', 1);
      fields.set('number', orderNumber(first));
    }
    const name = { shop, kind, id };
    context.status(201);
    const asked = { name, fields, seen: { by: 'present' }, creates: true } as const;
    return perform(context, identity, asked, [chosen ?? null, said]);
  });

  routes.patch('/:shop/:kind/:id', wholeBody(verify, longestBody), async (context) => {
    const { identity, name } = await isOurs(context);
    const sent = await readFields(context.req);
    mustBeOnly(sent, ['fields', 'base', 'at']);
    const fields = fieldsOf(sent.get('fields'));
    if (fields.size === 0) throw new Problem('bad-request', 'Send {"fields": {…}}.');
    return perform(context, identity, { name, fields, ...seenOf(context, sent) }, [...sent]);
  });

  routes.delete('/:shop/:kind/:id', async (context) => {
    const { identity, name } = await isOurs(context);
    const fields = new Map([['deleted', true]]);
    return perform(context, identity, { name, fields, ...seenOf(context, new Map()) }, 'delete');
  });

  routes.post('/:shop/:kind/:id/undelete', async (context) => {
    const { identity, name } = await isOurs(context);
    const fields = new Map([['deleted', false]]);
    return perform(context, identity, { name, fields, ...seenOf(context, new Map()) }, 'undelete');
  });

  routes.get('/:shop/:kind/:id/entries/:field', async (context) => {
    const { name } = await isOurs(context);
    const field = ledgerOf(name, context.req.param('field'));
    const stored = await store.load(name);
    if (!stored) throw new Problem('not-found');
    const { doc, head } = loadDocument(stored);
    const entries = readLedger(doc.getArray(ledgerRoot(context.req.param('field'), field)), field);
    doc.destroy();
    context.header('Cache-Control', 'no-store');
    context.header('ETag', etagOf(epoch, head));
    return context.json({ entries: entries.map(({ parts, ...entry }) => ({ ...entry, ...parts })) });
  });

  routes.post('/:shop/:kind/:id/entries/:field', wholeBody(verify, longestBody), async (context) => {
    const { identity, name } = await isOurs(context);
    const field = context.req.param('field');
    ledgerOf(name, field);
    const sent = await readFields(context.req);
    context.status(201);
    const fields = new Map([[field, [Object.fromEntries(sent)]]]);
    // Two who append are no conflict, whatever they saw.
    return perform(context, identity, { name, fields, seen: { by: 'present' } }, [field, ...sent]);
  });

  /** @throws Problem where the request does not say what it has seen. */
  function seenOf(context: Context, sent: Fields): Pick<AskedChange, 'seen' | 'base' | 'at'> {
    const base = sent.has('base') ? fieldsOf(sent.get('base')) : undefined;
    const at = sent.get('at');
    if (at !== undefined && !isMoment(at)) throw new Problem('bad-request', 'at is a time in milliseconds.');
    const header = context.req.header('if-match');
    const seen: Seen = header === undefined && base ? { by: 'base' } : bySeen(readIfMatch(header, epoch));
    return { seen, ...(base && { base }), ...(at !== undefined && { at }) };
  }

  return routes;
}

const bySeen = (version: number | 'present'): Seen =>
  version === 'present' ? { by: 'present' } : { by: 'version', version };

/** @throws Problem `bad-request` */
function fieldsOf(sent: unknown): Fields {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) {
    throw new Problem('bad-request', 'fields and base are objects of fields.');
  }
  return new Map(Object.entries(sent));
}

/** A key that means nothing is a slip, and no silent nothing. @throws Problem `bad-request` */
function mustBeOnly(sent: Fields, keys: readonly string[]): void {
  const other = [...sent.keys()].find((key) => !keys.includes(key));
  if (other === undefined) return;
  const known = keys.map((key) => `"${key}"`).join(', ');
  throw new Problem(
    'bad-request',
    `"${other}" means nothing here; these do: ${known}. A record's values stand in "fields".`,
  );
}

/** @throws Problem `bad-request` */
function readKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const key = header.trim().replace(/^"(.*)"$/, '$1');
  if (/^[\x21-\x7e]{1,200}$/.test(key)) return key;
  throw new Problem('bad-request', 'Idempotency-Key is 1 to 200 visible ASCII characters.');
}

/** @throws Problem `not-found` */
function ledgerOf({ kind }: DocumentName, name: string): LedgerField {
  const field = must(kindNamed(kind), 'a known kind').fields.get(name);
  if (field?.policy !== 'ledger') throw new Problem('not-found');
  return field;
}

/** A question, the value that is shown first. */
export const tellReview = ({ field, gravity, entries }: Review) => ({
  field,
  gravity,
  values: entries.map(({ field: of, value, author, stamp }) => ({
    ...(of !== field && { field: of }),
    value,
    author,
    at: stampMilliseconds(stamp),
  })),
});
