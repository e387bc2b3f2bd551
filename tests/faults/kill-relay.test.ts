/**
 * Fault 15: the relay is killed with SIGKILL again and again in the middle of a write load. What it acknowledged is
 * written down here, outside of it, and looked for afterwards. (A kill does not test fsync, because the kernel keeps
 * what was written: that each commit is synced is counted in server/store.)
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as Y from 'yjs';
import { processScene, type ProcessScene, type Running } from '../../server/process-scene.ts';
import { ProtocolClient } from '../support/protocol-client.ts';

const kills = Number(process.env['SOLDER_KILLS'] ?? 20);
const documents = 4;
/** Acknowledgements to wait for in each round before the kill, so that every kill falls into a running load. */
const acksPerRound = 200;

let scene: ProcessScene;
beforeAll(async () => {
  scene = await processScene();
});
afterAll(() => scene.end());

/** Appends numbered lines to each document as fast as acknowledgements come, and writes down those acknowledged. */
async function loadUntilKilled(
  relay: Running,
  token: string,
  round: number,
  ledger: Set<string>,
): Promise<number> {
  const client = await ProtocolClient.connect(relay.url, token);
  let acknowledged = 0;
  let killed = false;
  for (let index = 0; index < documents; index++) {
    const open = await client.open(`device/kill-${index}`);
    const text = open.doc.getText('text:diagnosis');
    /** Which lines each message carried; message 1 is the sync step 2, which carried none. */
    const lines = new Map<number, string>();
    let written = 0;
    let counted = open.acked;
    const write = () => {
      const line = `${round}.${index}.${written++}`;
      text.insert(text.length, `${line}\n`);
      lines.set(open.sent, line);
    };
    open.onAck = (acked) => {
      for (let message = counted + 1; message <= acked; message++) {
        const line = lines.get(message);
        if (line === undefined) continue;
        ledger.add(`${index}:${line}`);
        acknowledged++;
        if (!killed) write();
      }
      counted = acked;
      if (acknowledged >= acksPerRound && !killed) {
        killed = true;
        relay.process.kill('SIGKILL');
      }
    };
    for (let outstanding = 0; outstanding < 32; outstanding++) write();
  }
  await client.closed;
  await relay.ended;
  return acknowledged;
}

it(
  `ACK-1: ${kills} kills of the relay under load lose nothing that it acknowledged`,
  { timeout: 30_000 + kills * 10_000 },
  async () => {
    const ledger = new Set<string>();
    for (let round = 0; round < kills; round++) {
      const relay = await scene.relay();
      const token = (await scene.solder('token', 'create', '--shop', 'demo', '--user', 'ana')).out.trim();
      expect(await loadUntilKilled(relay, token, round, ledger)).toBeGreaterThanOrEqual(acksPerRound);
    }

    const relay = await scene.relay();
    const token = (await scene.solder('token', 'create', '--shop', 'demo', '--user', 'ben')).out.trim();
    const client = await ProtocolClient.connect(relay.url, token);
    const kept = new Set<string>();
    for (let index = 0; index < documents; index++) {
      const { doc } = await client.open(`device/kill-${index}`, new Y.Doc());
      await client.until(() => doc.getText('text:diagnosis').length > 0);
      for (const line of doc.getText('text:diagnosis').toJSON().split('\n')) kept.add(`${index}:${line}`);
    }
    client.end();
    expect(ledger.size).toBeGreaterThanOrEqual(kills * acksPerRound);
    expect([...ledger].filter((line) => !kept.has(line))).toEqual([]);
  },
);
