/** Devices of the shop that are not here any more, one of which keeps work for days: as they told the relay of themselves. */
import type { ShopScene } from '../browser/shop-scene.ts';
import { ProtocolClient } from '../support/protocol-client.ts';

const day = 24 * 3_600_000;

export async function otherDevices(scene: ShopScene): Promise<void> {
  const now = Date.now();
  const counts = { failed: 4, took: 182_000, bytesUp: 412_000, bytesDown: 2_900_000, settled: 3 };
  const told = [
    { user: 'ben', id: 'bench-tablet', records: 2, edits: 5, since: now - 4 * day, lastSync: now - 4 * day },
    { user: 'dee', id: 'counter-pc', records: 0, edits: 0, since: 0, lastSync: now - 60_000 },
  ];
  for (const { user, id, records, edits, since, lastSync } of told) {
    const client = await ProtocolClient.connect(scene.relayUrl, await scene.token(user));
    client.say({ type: 'tally', id, since: now - 30 * day, synced: 618, ...counts, lastSync });
    client.say({ type: 'device', id, records, edits, since });
    // Whatever it says next is answered after that.
    await client.open('ticket/nobody-looks-at-this');
    client.end();
  }
}
