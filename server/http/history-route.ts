/**
 * The history of a record over HTTP: its timeline in pages, the record as it was, and bringing that back as an ordinary
 * write (rules HIST-5 to HIST-7). Who may see it is who may read the record.
 */
import { Hono } from 'hono';
import type { Change, HistoryEntry, Moment, Standing } from '../../shared/document/history/change.ts';
import { restore } from '../../shared/document/history/restore.ts';
import { mayWrite } from '../../shared/document/writer.ts';
import { stampMilliseconds, type Stamp } from '../../shared/lib/stamp.ts';
import type { VerifyToken } from '../auth/identity.ts';
import { historyPage, recordAt, type Past } from '../relay/record-history.ts';
import type { Relay } from '../relay/relay.ts';
import type { HistoryPlace, Store } from '../store/store.ts';
import { readFields } from './json-body.ts';
import { badCursor, readLimit } from './page-query.ts';
import { Problem } from './problem.ts';
import { requireRecord } from './record-path.ts';
import { wholeBody } from './whole-body.ts';

export interface HistoryDependencies {
  readonly relay: Pick<Relay, 'write'>;
  readonly store: Pick<Store, 'hasShop' | 'history' | 'place'>;
  readonly verify: VerifyToken;
}

const longestBody = 16 * 1024;

export function historyRoutes(given: HistoryDependencies): Hono {
  const { relay, store } = given;
  const routes = new Hono();

  routes.get('/:shop/:kind/:id/history', async (context) => {
    const { name } = await requireRecord(context, given);
    const limit = readLimit(context.req.query('limit'));
    const before = readPlace(context.req.query('cursor'));
    const page = await historyPage(store, name, { limit, ...(before && { before }) });
    if (!page) throw new Problem('not-found');
    const { entries, next, lost } = page;
    context.header('Cache-Control', 'no-store');
    return context.json({
      entries: entries.map(told),
      next: next ? `${next.version}.${next.part}` : null,
      lost,
    });
  });

  routes.get('/:shop/:kind/:id/history/at', async (context) => {
    const { name } = await requireRecord(context, given);
    const past = await recordAt(store, name, readTime(context.req.query('time')));
    return context.json(toldPast(past), 200, { 'Cache-Control': 'no-store' });
  });

  routes.get('/:shop/:kind/:id/versions/:version', async (context) => {
    const { name } = await requireRecord(context, given);
    const past = await recordAt(store, name, readVersion(context.req.param('version')));
    return context.json(toldPast(past), 200, { 'Cache-Control': 'no-store' });
  });

  routes.post('/:shop/:kind/:id/restore', wholeBody(given.verify, longestBody), async (context) => {
    const { identity, name } = await requireRecord(context, given);
    const { moment, only } = readWanted(await readFields(context.req));
    const past = await recordAt(store, name, moment);
    if (!past) throw new Problem('not-found');
    if (past.certainty === 'before') throw new Problem('conflict', 'The record did not exist then.');
    const { user: author, role } = identity;
    const restored = await relay.write(
      name,
      author,
      (entity) =>
        restore(entity, past.record, {
          ...(only && { only }),
          may: (field) => mayWrite({ author, role }, field),
        }),
      { role, by: identity, notes: [{ type: 'restored', from: moment }] },
    );
    return context.json(restored, 200, { 'Cache-Control': 'no-store' });
  });

  return routes;
}

/** @throws Problem `bad-request` */
function readPlace(cursor: string | undefined): HistoryPlace | undefined {
  if (cursor === undefined) return undefined;
  const found = /^(\d{1,15})\.(\d{1,3})$/.exec(cursor);
  if (!found) throw badCursor();
  return { version: Number(found[1]), part: Number(found[2]) };
}

/** Milliseconds, or a moment as ISO 8601 has it. @throws Problem `bad-request` */
function readTime(text: string | undefined): Moment {
  const time = /^\d{1,15}$/.test(text ?? '')
    ? Number(text)
    : isoPattern.test(text ?? '')
      ? Date.parse(text ?? '')
      : NaN;
  if (!Number.isFinite(time)) {
    throw new Problem('bad-request', 'time is a number of milliseconds, or as in 2026-01-31T12:00:00Z.');
  }
  return { time };
}

const isoPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/** @throws Problem `bad-request` */
function readVersion(text: string): Moment {
  if (!/^\d{1,15}$/.test(text)) throw new Problem('bad-request', 'A version is a whole number.');
  return { version: Number(text) };
}

/** @throws Problem `bad-request` */
function readWanted(fields: ReadonlyMap<string, unknown>): {
  readonly moment: Moment;
  readonly only: readonly string[] | undefined;
} {
  const [time, version, only] = [fields.get('time'), fields.get('version'), fields.get('fields')];
  const isList = Array.isArray(only) && only.every((each) => typeof each === 'string');
  const isMoment = (time === undefined) !== (version === undefined);
  if (!isMoment || (only !== undefined && !isList)) {
    throw new Problem('bad-request', 'Send {"time": …} or {"version": …}, and perhaps "fields": […].');
  }
  const text = String(time ?? version);
  return { moment: time === undefined ? readVersion(text) : readTime(text), only: isList ? only : undefined };
}

/** With the device's time in milliseconds beside each stamp, for who does not read stamps. */
const told = (entry: HistoryEntry) => ({ ...entry, changes: entry.changes.map(withDevice) });

function withDevice(change: Change) {
  if (change.type !== 'register' && change.type !== 'set') return change;
  const timed = { ...change, ...(change.stamp !== undefined && { device: deviceTime(change.stamp) }) };
  if (timed.type === 'set') return timed;
  const { stood, standing } = timed;
  return {
    ...timed,
    ...(stood && { stood: stood.map(toldStanding) }),
    ...(standing && { standing: standing.map(toldStanding) }),
  };
}

const deviceTime = (stamp: Stamp): number => stampMilliseconds(stamp);
const toldStanding = (standing: Standing) => ({ ...standing, device: deviceTime(standing.stamp) });

/** @throws Problem `not-found` */
function toldPast(past: Past | undefined) {
  if (!past) throw new Problem('not-found');
  const { certainty, record } = past;
  if (certainty === 'before') return { certainty };
  const review = Object.entries(record.review).map(([field, standing]) => [
    field,
    standing.map(toldStanding),
  ]);
  return { certainty, ...record, review: Object.fromEntries(review) as Record<string, unknown> };
}
