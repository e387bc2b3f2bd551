/** What two people wrote at once, and what somebody wrote who may not: by clients that do not ask about rights. */
import type * as Y from 'yjs';
import { freshEntityId } from '../../shared/lib/ids.ts';
import { systemRandom } from '../../shared/lib/random.ts';
import { stampAt } from '../../shared/lib/stamp.ts';
import { systemTime } from '../../shared/lib/time.ts';
import type { ShopScene } from '../browser/shop-scene.ts';
import { ProtocolClient } from '../support/protocol-client.ts';

/** The device that two people wrote at once; one of them is on it. */
export const disputedModel = 'Revival';
const twoHours = 2 * 60 * 60_000;

export async function disagree(scene: ShopScene): Promise<void> {
  const connect = async (user: string): Promise<ProtocolClient> =>
    ProtocolClient.connect(scene.relayUrl, await scene.token(user));
  const [bens, dees] = [await connect('ben'), await connect('dee')];
  const created = systemTime.now();
  const device = `device/${freshEntityId(created, systemRandom)}`;
  const [ben, dee] = [await bens.open(device), await dees.open(device)];
  // In one turn: neither has seen the other.
  write(dee.doc, 'dee', {
    created,
    brand: 'Roberts',
    model: disputedModel,
    price: 6_500,
    serial: 'RV-2210-7',
  });
  write(ben.doc, 'ben', { serial: 'RV-2210-1', price: 9_900 });
  write(ben.doc, 'ben', { claimedBy: 'ben', claimedUntil: created + twoHours });
  const notes = await bens.open('employee/none-of-his');
  notes.doc.getText('text:notes').insert(0, 'Off on Fridays from next month on.');
  await dees.until(() => dee.acked >= dee.sent);
  await bens.until(() => ben.acked >= ben.sent && notes.acked >= notes.sent);
  bens.end();
  dees.end();
}

/** As a client writes that asks nobody. */
function write(doc: Y.Doc, user: string, fields: Readonly<Record<string, string | number>>): void {
  const stamp = stampAt(systemTime.now());
  doc.getArray('registers').push(Object.entries(fields).map(([field, value]) => [field, value, stamp, user]));
}
