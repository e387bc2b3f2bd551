/** What the command line asks of a running relay, since only one process works on a data folder (section OPERATE of docs/SPEC.md). */
import { Readable } from 'node:stream';
import { Hono, type MiddlewareHandler } from 'hono';
import { parseEntityId, parseShop } from '../../shared/lib/ids.ts';
import type { VerifyOperator } from '../auth/operator-token.ts';
import type { Bridges } from '../bridge/running/bridges.ts';
import type { Holding } from '../backup/store-holds.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { Log } from '../log.ts';
import type { Eraser } from '../erase/eraser.ts';
import { administrationActs, type Administration } from '../accounts/administration.ts';
import type { ShopExport } from '../accounts/export-shop.ts';
import { shopIn } from '../accounts/read-asked.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { Dashboard } from '../operator/dashboard.ts';
import type { Relay } from '../relay/relay.ts';
import type { Store } from '../store/store.ts';
import { bearerIn } from './bearer.ts';
import { holdOpen } from './direct-address.ts';
import { readFields } from './json-body.ts';
import { dashboardDoor, dashboardRoutes } from './operator-dashboard-route.ts';
import { backupRoutes } from './operator-backup-route.ts';
import { drainRoutes, type DrainDependencies } from './operator-drain-route.ts';
import { documentRoutes } from './operator-document-route.ts';
import { bridgeRoutes } from './operator-bridge-route.ts';
import { replicaRoutes } from './operator-replica-route.ts';
import { Problem } from './problem.ts';
import { textIn } from '../text-in.ts';

export interface OperatorDependencies extends DrainDependencies {
  readonly secrets: Pick<Secrets, 'rotate'>;
  readonly eraser: Pick<Eraser, 'plan' | 'erase'>;
  readonly store: Pick<
    Store,
    | 'shops'
    | 'noteAudit'
    | 'hasShop'
    | 'erasures'
    | 'load'
    | 'saveRow'
    | 'saveDerivation'
    | 'compact'
    | 'replicas'
    | 'forgetReplica'
  >;
  readonly accounts?: Pick<Accounts, 'endDevice'>;
  readonly relay: Pick<Relay, 'acceptLoss'>;
  readonly administration: Administration;
  readonly exported: ShopExport;
  readonly backups: Holding;
  /** Absent where there are none to be asked. */
  readonly bridges?: Pick<Bridges, 'do'>;
  /** Absent where nobody looks. */
  readonly dashboard?: Dashboard;
  readonly verifyOperator: VerifyOperator;
  readonly log: Log;
}

export function operatorRoutes(given: OperatorDependencies): Hono {
  const { secrets, eraser, store, administration, exported, verifyOperator, log } = given;
  const routes = new Hono();
  const { dashboard } = given;
  // What a browser holds opens these and no other: behind the rest are all data, and what removes it.
  const looking = openedBy(
    verifyOperator,
    ...(dashboard ? [(token: string) => dashboard.admits(token)] : []),
  );
  routes.use('/dashboard/*', looking);
  routes.use('/drain/*', looking);
  if (dashboard) {
    routes.route('/enter', dashboardDoor(dashboard));
    routes.route('/dashboard', dashboardRoutes(dashboard));
  }
  routes.route('/drain', drainRoutes(given));

  routes.use('*', openedBy(verifyOperator));
  routes.route('/backup', backupRoutes(given));
  routes.route('/documents', documentRoutes(given));
  if (given.bridges) routes.route('/bridge', bridgeRoutes({ bridges: given.bridges, log }));
  routes.route('/replicas', replicaRoutes(given));

  routes.post('/secrets/rotate', async (context) => {
    const rotated = await secrets.rotate();
    log('info', 'secrets-rotated', rotated);
    return context.json(rotated, 200, { 'Cache-Control': 'no-store' });
  });

  routes.post('/administration/:act', async (context) => {
    const act = administrationActs.find((each) => each === context.req.param('act'));
    if (!act)
      throw new Problem('not-found', 'The relay does not know what is asked of it. Is it an older version?');
    const fields = await readFields(context.req);
    const done = await administration[act](fields);
    const [shop, user] = ['shop', 'user'].map((field) => textIn(fields, field));
    log('info', 'administered', { act, ...(shop && { shop }), ...(user && { user }) });
    return context.json(done, 200, { 'Cache-Control': 'no-store' });
  });

  routes.post('/shops/export', async (context) => {
    const shop = shopIn(await readFields(context.req));
    if (!(await store.hasShop(shop))) throw new Problem('not-found', `There is no shop "${shop}".`);
    return new Response(
      Readable.toWeb(Readable.from(exported(shop), { objectMode: false })) as ReadableStream<Uint8Array>,
      {
        headers: { 'Content-Type': 'application/x-ndjson', 'Cache-Control': 'no-store' },
      },
    );
  });

  routes.post('/clients/erase', async (context) => {
    const { shop, client, dryRun } = readOrder(await readFields(context.req));
    const told = dryRun
      ? await eraser.plan(shop, client)
      : await eraser.erase({ shop, id: client, by: 'operator' });
    return context.json(told, 200, { 'Cache-Control': 'no-store' });
  });

  routes.post('/clients/erasures', async (context) => {
    const shop = parseShop(textIn(await readFields(context.req), 'shop'));
    if (!shop || !(await store.hasShop(shop))) throw new Problem('not-found', 'There is no such shop.');
    return context.json(await store.erasures(shop), 200, { 'Cache-Control': 'no-store' });
  });

  return routes;
}

/** @throws Problem `bad-request` */
function readOrder(body: ReadonlyMap<string, unknown>) {
  const shop = parseShop(textIn(body, 'shop'));
  const client = parseEntityId(textIn(body, 'client'));
  const dryRun = body.get('dryRun');
  if (!shop || !client || typeof dryRun !== 'boolean') {
    throw new Problem('bad-request', 'Send {"shop", "client", "dryRun"}.');
  }
  return { shop, client, dryRun };
}

/** Lets in whoever shows a token that one of them takes, for as long as what they ask takes. Throws Problem `unauthorized`. */
const openedBy =
  (...ways: readonly VerifyOperator[]): MiddlewareHandler =>
  async (context, next) => {
    const token = bearerIn(context.req.header('authorization'));
    const taken = token === undefined ? [] : await Promise.all(ways.map((way) => way(token)));
    if (!taken.includes(true)) throw new Problem('unauthorized');
    // An act says nothing until it is done (rule OPERATE-5).
    holdOpen(context);
    await next();
  };
