import { describe, expect, it } from 'vitest';
import type { Welcome } from '../../shared/protocol/messages.ts';
import { statusOf, type StatusParts } from './status.ts';

const welcome: Welcome = {
  type: 'welcome',
  protocol: 1,
  schema: '',
  session: '1',
  shop: 'demo',
  user: 'ana',
  name: 'Ana',
  role: 'manager',
  epoch: 'e',
  now: 0,
  maxFrame: 1,
};
const idle = { kind: 'idle', done: 0, total: 0, problem: null } as const;
const online = { kind: 'online', slow: false, welcome } as const;
const parts = (change: Partial<StatusParts>): StatusParts => ({
  opened: true,
  wire: online,
  since: 1,
  catchUp: idle,
  pending: { records: 0, edits: 0, unsaved: 0 },
  heldBack: 0,
  sending: { done: 0, total: 0 },
  waiting: {},
  lastSync: 5,
  lastSyncByKind: new Map(),
  storage: null,
  leader: true,
  ...change,
});
const pending = { records: 1, edits: 40, unsaved: 0 };

describe('what the user is told', () => {
  it.each([
    ['nothing is known yet', { opened: false }, { state: 'opening' }],
    ['no relay within reach', { wire: { kind: 'offline', retryAt: 9 } }, { state: 'offline', retryAt: 9 }],
    ['on the way', { wire: { kind: 'connecting' } }, { state: 'connecting' }],
    [
      'refused for good',
      { wire: { kind: 'refused', problem: { kind: 'unauthorized' } } },
      { state: 'error', problem: { kind: 'unauthorized' } },
    ],
    ['all is here and nothing waits', {}, { state: 'completed', connection: 'online' }],
    ['a slow line', { wire: { ...online, slow: true } }, { state: 'completed', connection: 'slow' }],
    ['edits under way', { pending: { records: 1, edits: 1, unsaved: 0 } }, { state: 'idle' }],
    [
      'edits that the relay turned away',
      { pending, heldBack: 1, sending: { done: 60, total: 100 } },
      { state: 'idle', heldBack: 1 },
    ],
    [
      'pages under way',
      { catchUp: { kind: 'receiving', done: 30, total: 120, byKind: { order: 30 }, problem: null } },
      { state: 'syncing', doing: 'receiving', done: 30, total: 120, progress: 0.25, byKind: { order: 30 } },
    ],
    [
      'a backlog goes up first',
      {
        pending,
        sending: { done: 60, total: 100 },
        waiting: { ticket: 1 },
        catchUp: { kind: 'receiving', done: 0, total: 9, problem: null },
      },
      { state: 'syncing', doing: 'sending', progress: 0.6, byKind: { ticket: 1 } },
    ],
    [
      'a page that cannot be read',
      { catchUp: { kind: 'failed', done: 0, total: 0, problem: { kind: 'relay', code: 4400 } } },
      { state: 'error', problem: { kind: 'relay', code: 4400 } },
    ],
  ] as const)('STATUS-3: %s', (_, change, expected) => {
    expect(statusOf(parts(change))).toMatchObject(expected);
  });

  it('STATUS-3: every state tells what is pending, the last sync and the storage', () => {
    const wires = [online, { kind: 'connecting' }, { kind: 'offline', retryAt: null }] as const;
    for (const wire of wires) {
      expect(statusOf(parts({ wire, pending, storage: { kind: 'full' } }))).toMatchObject({
        pending,
        lastSync: 5,
        storage: { kind: 'full' },
        leader: true,
        since: 1,
      });
    }
  });
});
