/**
 * The relay as a process: reads its settings, takes its data folder, puts everything together, listens, and
 * closes down in order when it is told to (section START of docs/SPEC.md).
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { systemRandom } from '../shared/lib/random.ts';
import { systemTime } from '../shared/lib/time.ts';
import { BadOidcFile, readOidcFile } from './auth/oidc-provider.ts';
import { whyKeysAreOpen } from './auth/open-keys.ts';
import { isExposed, isLoopback, type Config } from './config.ts';
import { describeSettings } from './describe-settings.ts';
import { BadSetting, readConfig } from './read-config.ts';
import { FolderUnusable, lockFolder, makeFolder, readPlace, removePlace, writePlace } from './data-folder.ts';
import { createDraining } from './draining.ts';
import { demoPlan } from './demo/demo-plan.ts';
import { demoComplete, makeDemoShop } from './demo/make-demo-shop.ts';
import { keepDerived, type Deriving } from './derive/keep-derived.ts';
import { keepSwept } from './files/keep-swept.ts';
import { createApp } from './http/app.ts';
import { listen, type Listening } from './http/listen.ts';
import { namingRequests } from './http/request-log.ts';
import { createStaticFiles } from './http/static-files.ts';
import { createUpgrade } from './http/upgrade.ts';
import { createDashboard } from './operator/create-dashboard.ts';
import { createLog, errorKind } from './log.ts';
import { relayLimits } from './relay/limits.ts';
import { within } from './relay/within.ts';
import { keepHistory } from './store/keep-history.ts';
import { createMetrics } from './metrics/create-metrics.ts';
import { keepDelivered, type Delivering } from './webhooks/keep-delivered.ts';
import { createPostEvent } from './webhooks/post-event.ts';
import { openWorkshop } from './workshop.ts';

/** How long closing down may take before it is cut short; what was acknowledged is on disk in any case. */
const longestStop = 10_000;
/** How long the last answers may take once everything else is closed. */
const lastAnswers = 500;

const day = 24 * 3_600_000;
const time = systemTime;
const metrics = createMetrics();
const log = namingRequests(metrics.counting(createLog((line) => process.stderr.write(line), time)));

/** One line for a person, and the end. */
function giveUp(message: string, exitCode: number): never {
  process.stderr.write(`solder: ${message}\n`);
  process.exit(exitCode);
}

async function main(config: Config): Promise<void> {
  const { data, host, port, origins, filesPerShop, historyDays, secretKeys, idleDays, sessionDays } = config;
  const exposed = isExposed(config);
  if (exposed && config.demo === 'on') {
    giveUp(
      'SOLDER_DEMO is on, and lets anybody in as anybody; this relay is reached from other machines. Set it to off.',
      2,
    );
  }
  const provider = config.oidc ? await readOidcFile(config.oidc) : undefined;
  await makeFolder(data);
  const lock = lockFolder(data);
  if (!lock) {
    const place = await readPlace(data);
    const where = place ? ` (at ${place.url}, process ${place.pid})` : '';
    giveUp(`another relay or import is working on ${data}${where}. One folder serves one relay.`, 1);
  }

  const workshop = await openWorkshop({
    folder: data,
    filesPerShop,
    secretKeys,
    accountSettings: { idle: idleDays * day, absolute: sessionDays * day },
    ...(provider && { provider }),
    webhooksAnywhere: config.webhooksAnywhere,
    metrics,
    time,
    random: systemRandom,
    log,
  });
  const { store, relay, files, secrets, eraser, backups, verify, verifyOperator, mint } = workshop;
  const open = exposed ? await whyKeysAreOpen(data, secretKeys) : undefined;
  if (open !== undefined) {
    await workshop.close();
    giveUp(open, 1);
  }
  let listening: Listening | undefined;
  let deriving: Deriving | undefined;
  let delivering: Delivering | undefined;
  const draining = createDraining({
    relay,
    workers: () => [workshop.bridges, ...(deriving ? [deriving] : []), ...(delivering ? [delivering] : [])],
    time,
    log,
  });
  metrics.watch({
    solder_ready: async () => Number(draining.serving() && (await store.healthy().catch(() => false))),
  });
  let stopping = false;
  let exitCode = 0;

  const stop = async (signal: string): Promise<void> => {
    if (stopping) {
      log('warn', 'stop-forced', { signal });
      process.exit(1);
    }
    stopping = true;
    log('info', 'stopping', { signal });
    time.after(longestStop, () => {
      log('error', 'stop-took-too-long');
      process.exit(1);
    });
    const stopped = listening?.stop();
    await draining.begin(signal);
    await workshop.close();
    if (stopped) await within(time, lastAnswers, stopped);
    listening?.cut();
    await stopped;
    await removePlace(data);
    lock.release();
    log('info', 'stopped');
    process.exit(exitCode);
  };
  const stopFor = (reason: string): void => {
    stop(reason).catch((error: unknown) => {
      log('error', 'stop-failed', { kind: errorKind(error) });
      process.exit(1);
    });
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopFor(signal));
  // A bug, and nobody knows of what it left undone. What was taken is stored, and whoever keeps this process starts the next one.
  for (const bug of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(bug, (error: unknown) => {
      log('error', 'broken', { kind: errorKind(error) });
      exitCode = 1;
      if (!stopping) stopFor(bug);
    });
  }

  await workshop.finishShops().then(
    (shops) => shops.length > 0 && log('warn', 'shops-finished', { shops: shops.length }),
    (error: unknown) => log('error', 'shops-not-finished', { kind: errorKind(error) }),
  );
  // What a kill cut short; a disk that is full now may have room at the next start.
  await eraser.finish().then(
    (finished) => finished || log('warn', 'erasure-not-finished'),
    (error: unknown) => log('error', 'erasure-not-finished', { kind: errorKind(error) }),
  );

  const loopback = isLoopback(host);
  const shops = (await store.shops()).map(({ shop }) => shop);
  const complete = await demoComplete(data);
  const demo = demoPlan({ setting: config.demo, loopback: !exposed, shops, complete });
  if (demo.make) {
    try {
      const records = await makeDemoShop({ relay, store, folder: data, now: time.now() });
      log('info', 'demo-made', { records });
    } catch (error) {
      // Told to stop in the middle of it: the next start goes on with it.
      if (stopping) return;
      throw error;
    }
  }

  const dist = path.resolve(import.meta.dirname, '../dist');
  const origin = { origins, loopback };
  const dashboard = createDashboard({
    relay,
    store,
    inspector: workshop.inspector,
    enter: workshop.enterDashboard,
    admits: workshop.admitsToDashboard,
    counts: () => metrics.counts(),
    room: workshop.room,
    thread: () => performance.eventLoopUtilization(),
    bridge: () => workshop.bridges.queue(),
    serving: () => draining.serving(),
    now: () => time.now(),
    log,
  });
  const app = createApp({
    relay,
    store,
    files,
    secrets,
    eraser,
    accounts: workshop.byProvider?.accounts ?? workshop.accounts,
    passwords: !provider,
    ...(workshop.byProvider && { provider: workshop.byProvider }),
    administration: workshop.administration,
    bridges: workshop.bridges,
    exported: workshop.exported,
    backups,
    verify,
    verifyOperator,
    dashboard,
    mint,
    origin,
    proxies: config.proxies,
    demoSignIn: demo.signIn,
    staticFiles: createStaticFiles(dist),
    random: systemRandom,
    now: () => time.now(),
    draining,
    endProcess: () => void time.after(0, () => stopFor('operator')),
    metrics,
    metricsToken: config.metricsToken,
    webhooksAnywhere: config.webhooksAnywhere,
    log,
  });
  const upgrade = createUpgrade({
    relay,
    store,
    verify,
    origin,
    proxies: config.proxies,
    limits: relayLimits,
    time,
    log,
  });
  if (stopping) return;
  listening = await listen(app, { host, port, upgrade });
  await writePlace(data, { pid: process.pid, url: reachable(listening.url) });
  keepSwept({ files, time, log });
  keepHistory({ store, days: historyDays, time, log });
  deriving = keepDerived({ store, relay, time, log });
  delivering = keepDelivered({
    store,
    relay,
    post: createPostEvent({ anywhere: config.webhooksAnywhere }),
    time,
    random: systemRandom,
    log,
  });
  workshop.bridges
    .start()
    .catch((error: unknown) => log('error', 'bridges-not-started', { kind: errorKind(error) }));
  log('info', 'started', { url: listening.url, pid: process.pid, demoSignIn: demo.signIn });
  if (!existsSync(dist)) log('warn', 'app-not-built');
  process.stdout.write(`Solder is running at ${listening.url}\n`);
  if (!demo.signIn && !provider) {
    process.stdout.write('People sign in with accounts; "solder user invite" lets somebody in.\n');
  }
}

/** Where a program of this machine reaches a relay that listens on every address. */
const reachable = (url: string): string =>
  url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:');

function readSettings(): Config {
  const flags = process.argv.slice(2);
  if (flags.includes('--help') || flags.includes('-h')) {
    process.stdout.write(`Runs a Solder relay.\n\n${describeSettings()}\n`);
    process.exit(0);
  }
  try {
    return readConfig(process.env, flags);
  } catch (error) {
    if (error instanceof BadSetting) giveUp(error.message, 2);
    throw error;
  }
}

// Whoever read our output may go away; that is no reason to stop serving.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

const config = readSettings();
try {
  await main(config);
} catch (error) {
  if (error instanceof FolderUnusable) giveUp(error.message, 1);
  if (error instanceof BadOidcFile) giveUp(error.message, 2);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    giveUp(
      `port ${config.port} on ${config.host} is taken by another program; set PORT to a free one (0 picks one).`,
      1,
    );
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    giveUp(`this machine has no address ${config.host}.`, 1);
  if (code === 'EACCES') giveUp(`no permission for ${config.data} or for port ${config.port}.`, 1);
  log('error', 'start-failed', { kind: errorKind(error) });
  giveUp(`could not start: ${error instanceof Error ? error.message : String(error)}`, 1);
}
