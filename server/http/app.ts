/**
 * Everything that is asked for over HTTP on the relay's one port; sockets are in `upgrade.ts`. Puts the routes
 * together and renders every error in one place.
 */
import { Hono } from 'hono';
import type { Random } from '../../shared/lib/random.ts';
import type { VerifyToken } from '../auth/identity.ts';
import type { VerifyOperator } from '../auth/operator-token.ts';
import type { MintToken } from '../auth/token.ts';
import type { Draining } from '../draining.ts';
import { errorKind, type Log } from '../log.ts';
import type { Metrics } from '../metrics/create-metrics.ts';
import type { Relay } from '../relay/relay.ts';
import type { Store } from '../store/store.ts';
import type { Files } from '../files/files.ts';
import type { ProviderAccounts } from '../accounts/provider-accounts.ts';
import type { OidcFlow } from '../auth/oidc-flow.ts';
import type { TextSeal } from '../auth/seal-text.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { Administration } from '../accounts/administration.ts';
import type { ShopExport } from '../accounts/export-shop.ts';
import { auditRoutes } from './audit-route.ts';
import { countRequests } from './count-requests.ts';
import type { Bridges } from '../bridge/running/bridges.ts';
import type { Holding } from '../backup/store-holds.ts';
import type { Dashboard } from '../operator/dashboard.ts';
import type { Eraser } from '../erase/eraser.ts';
import { erasureRoutes } from './erasure-route.ts';
import { deviceRoutes } from './device-route.ts';
import { demoRoutes } from './demo-sign-in.ts';
import { fileRoutes } from './file-route.ts';
import { fileUploadRoutes } from './file-upload-route.ts';
import { healthRoutes } from './health-routes.ts';
import { historyRoutes } from './history-route.ts';
import { importRoutes } from './import-route.ts';
import { locationRoutes } from './location-route.ts';
import { metricsRoutes } from './metrics-route.ts';
import { operatorRoutes } from './operator-route.ts';
import type { OriginRule } from './origin.ts';
import { oidcRoutes } from './oidc-route.ts';
import { isOurs, Problem, problemOf, renderProblem } from './problem.ts';
import { identified } from './request-log.ts';
import { refusedRoutes } from './refused-route.ts';
import { peopleRoutes } from './people-route.ts';
import { sessionRoutes } from './session-route.ts';
import { userRoutes } from './user-route.ts';
import { openApiRoutes } from './api/openapi-routes.ts';
import { recordRoutes } from './api/record-routes.ts';
import { webhookRoutes } from './api/webhook-routes.ts';
import { syncRoutes } from './api/sync-routes.ts';
import { WorkSlots, type WorkLimits } from './api/work-slots.ts';
import { reviewRoutes } from './review-route.ts';
import { rowRoutes } from './rows.ts';
import { secretRoutes } from './secret-route.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { solderVersion } from '../version.ts';
import { withSecurityHeaders } from './security-headers.ts';
import type { SlotLimits } from './slots.ts';
import type { StaticFiles } from './static-files.ts';
import { whileServing } from './while-serving.ts';

export interface AppDependencies {
  readonly relay: Pick<
    Relay,
    | 'rows'
    | 'row'
    | 'write'
    | 'endRefused'
    | 'settleRefused'
    | 'changeUser'
    | 'acceptLoss'
    | 'locate'
    | 'connections'
  >;
  readonly store: Pick<
    Store,
    | 'hasShop'
    | 'shops'
    | 'shop'
    | 'users'
    | 'user'
    | 'healthy'
    | 'history'
    | 'inReview'
    | 'refused'
    | 'audit'
    | 'noteAudit'
    | 'erasures'
    | 'isErased'
    | 'row'
    | 'load'
    | 'saveRow'
    | 'saveDerivation'
    | 'programs'
    | 'leaseNumbers'
    | 'moved'
    | 'head'
    | 'page'
    | 'epoch'
    | 'compact'
    | 'replicas'
    | 'forgetReplica'
    | 'place'
    | 'filePlaces'
    | 'locations'
    | 'saveLocation'
    | 'removeLocation'
    | 'setApart'
  >;
  readonly files: Files;
  readonly secrets: Secrets;
  readonly eraser: Pick<Eraser, 'plan' | 'erase'>;
  /** How people are on their devices, whoever signs them in there; absent where nobody has one. */
  readonly accounts?: Accounts;
  /** False where an identity provider signs people in: nobody has a password, a PIN or an invitation (rule OIDC-6). */
  readonly passwords?: boolean;
  /** How people sign in at an identity provider by the page; absent where nobody does. */
  readonly provider?: {
    readonly flow: OidcFlow;
    readonly accounts: Pick<ProviderAccounts, 'enterVouched'>;
    readonly seal: TextSeal;
  };
  readonly administration: Administration;
  readonly exported: ShopExport;
  readonly backups: Holding;
  /** Bridges to legacy systems, for the operator; absent where nobody asks them. */
  readonly bridges?: Pick<Bridges, 'do'>;
  readonly verify: VerifyToken;
  readonly verifyOperator: VerifyOperator;
  /** What the operator sees of the relay; nobody looks when absent. */
  readonly dashboard?: Dashboard;
  readonly mint: MintToken;
  readonly origin: OriginRule;
  /** Addresses that are believed whom they name, beside this machine's own. */
  readonly proxies?: readonly string[];
  /** Whether anybody may sign in as anybody: the demo shop, on loopback. */
  readonly demoSignIn: boolean;
  readonly staticFiles: StaticFiles;
  /** Counts requests, and is told to who may read it; nobody counts when absent. */
  readonly metrics?: Pick<Metrics, 'answered' | 'text' | 'contentType'>;
  readonly metricsToken?: string;
  /** Whether webhooks may lead to this machine and its network (rule HOOK-5). */
  readonly webhooksAnywhere?: boolean;
  /** Pieces of files that may be under way at once, for tests. */
  readonly uploadSlots?: SlotLimits;
  /** How much programs may write at once. */
  readonly workLimits?: WorkLimits;
  readonly random: Random;
  /** The relay's time in milliseconds. */
  readonly now: () => number;
  /** While it runs dry `/health` says so, before the port is gone. */
  readonly draining: Draining;
  /** Ends the process in order. */
  readonly endProcess: () => void;
  readonly log: Log;
}

export function createApp(given: AppDependencies): Hono {
  const { metrics, metricsToken = '', workLimits } = given;
  const slots = new WorkSlots({ now: given.now }, workLimits);
  const app = new Hono();
  app.use('*', identified);
  if (metrics)
    app.use(
      '*',
      countRequests(metrics, () => performance.now()),
    );
  app.use('*', withSecurityHeaders);

  const serving = (): boolean => given.draining.serving();
  app.route('/', healthRoutes({ ...given, serving }));
  if (metrics) app.route('/metrics', metricsRoutes({ metrics, metricsToken }));
  app.use('/api/*', whileServing(serving));
  app.route('/api/operator', operatorRoutes(given));
  if (given.demoSignIn) app.route('/api/demo', demoRoutes(given));
  const { accounts, provider } = given;
  if (provider) app.route('/api/oidc', oidcRoutes({ ...given, ...provider }));
  if (accounts) {
    app.route('/api/session', sessionRoutes({ ...given, accounts }));
    app.route('/api/shops', peopleRoutes({ ...given, accounts }));
  }
  app.route('/api', openApiRoutes(solderVersion));
  app.route('/api/sync', syncRoutes({ ...given, slots }));
  app.route('/api/shops', importRoutes(given));
  // Before the rows: `files` is no kind of record.
  app.route('/api/shops', fileUploadRoutes(given));
  app.route('/api/shops', fileRoutes(given));
  app.route('/api/shops', historyRoutes(given));
  app.route('/api/shops', secretRoutes(given));
  app.route('/api/shops', refusedRoutes(given));
  app.route('/api/shops', reviewRoutes(given));
  app.route('/api/shops', userRoutes(given));
  app.route('/api/shops', auditRoutes(given));
  app.route('/api/shops', deviceRoutes(given));
  app.route('/api/shops', erasureRoutes(given));
  app.route('/api/shops', locationRoutes(given));
  app.route('/api/shops', webhookRoutes(given));
  app.route('/api/shops', recordRoutes({ ...given, slots }));
  app.route('/api/shops', rowRoutes(given));

  app.get('*', async (context) => {
    const { pathname } = new URL(context.req.url);
    const file = /^\/(api|sync)(\/|$)/.test(pathname)
      ? undefined
      : await given.staticFiles(pathname, context.req.header('if-none-match'));
    if (!file) throw new Problem('not-found');
    return file;
  });

  app.notFound(() => renderProblem(new Problem('not-found')));
  app.onError((error, context) => {
    const problem = problemOf(error);
    if (!isOurs(problem)) return renderProblem(problem);
    const { requestId: request } = context.var;
    given.log('error', 'request-failed', { request, method: context.req.method, kind: errorKind(error) });
    return renderProblem(problem, request);
  });
  return app;
}
