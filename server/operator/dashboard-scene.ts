/** A scene for tests: the operator's doors over a relay in memory, with people who are connected. */
import { createAdmitsToDashboard, createEnterDashboard, mintOperatorLink } from '../auth/operator-link.ts';
import { createVerifyOperator, mintOperatorToken } from '../auth/operator-token.ts';
import { createMetrics } from '../metrics/create-metrics.ts';
import { shopApp } from '../http/shop-app-scene.ts';
import type { BridgeQueue } from '../../shared/operator/overview.ts';
import { createDashboard } from './create-dashboard.ts';
import type { StoreLook, StoredRecord } from './inspector.ts';

const key = new Uint8Array(32).fill(3);

export async function dashboardScene() {
  const metrics = createMetrics();
  const told = {
    bridge: undefined as BridgeQueue | undefined,
    serving: true,
    drains: 0,
    looks: 0,
    record: undefined as StoredRecord | undefined,
    shops: [] as StoreLook['shops'],
  };
  const logged: { readonly event: string; readonly about: object | undefined }[] = [];
  const scene = await shopApp({}, ({ relay, store, time }) => ({
    verifyOperator: createVerifyOperator(key, time),
    draining: {
      serving: () => told.serving,
      begin() {
        told.drains++;
        return Promise.resolve({ sockets: 0, stored: true, folded: true });
      },
    },
    dashboard: createDashboard({
      relay,
      store,
      inspector: {
        look({ now }) {
          told.looks++;
          return Promise.resolve({ at: now, shops: told.shops, devices: [], largest: [], bloated: 0 });
        },
        document: () => Promise.resolve(told.record),
      },
      enter: createEnterDashboard(key, time),
      admits: createAdmitsToDashboard(key, time),
      counts: () => metrics.counts(),
      room: () => Promise.resolve({ storeBytes: 4_096, queuedBytes: 0, freeBytes: 1e9 }),
      thread: () => ({ active: 1, idle: 9 }),
      bridge: () => Promise.resolve(told.bridge),
      serving: () => told.serving,
      now: () => time.now(),
      log: (_level, event, about) => logged.push({ event, about }),
    }),
  }));
  const operator = await mintOperatorToken(key, scene.time, 86_400_000);
  const asked = async (method: string, path: string, token: string, body?: unknown) => {
    const answer = scene.app.request(`/api/operator/${path}`, {
      method,
      headers: {
        ...(token !== '' && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    await scene.settle();
    const response = await answer;
    const read = (await response.json()) as Readonly<Record<string, unknown>>;
    return { status: response.status, headers: response.headers, body: read };
  };
  return {
    ...scene,
    metrics,
    told,
    logged,
    operator,
    link: (id: string) => mintOperatorLink(key, scene.time, id),
    asked,
    look: (path: string) => asked('GET', `dashboard/${path}`, operator),
    act: (path: string, body: unknown = {}) => asked('POST', path, operator, body),
  };
}
