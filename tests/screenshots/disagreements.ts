/** What two people wrote at once, and what somebody wrote who may not: by clients that do not ask about rights. */
import { must } from '../../shared/lib/assert.ts';
import { freshEntityId } from '../../shared/lib/ids.ts';
import { systemRandom } from '../../shared/lib/random.ts';
import { stampAt } from '../../shared/lib/stamp.ts';
import { systemTime } from '../../shared/lib/time.ts';
import type { ShopScene } from '../browser/shop-scene.ts';
import { ProtocolClient } from '../support/protocol-client.ts';

export async function disagree(scene: ShopScene): Promise<void> {
  const users = ['ben', 'dee'] as const;
  const clients = await Promise.all(
    users.map(async (user) => ProtocolClient.connect(scene.relayUrl, await scene.token(user))),
  );
  const now = systemTime.now();
  const device = `device/${freshEntityId(now, systemRandom)}`;
  const [ben, dee] = await Promise.all(clients.map((client) => client.open(device)));
  const [hers, his] = [must(dee, 'Dee is here').doc, must(ben, 'Ben is here').doc];
  const write = (doc: typeof hers, user: string, fields: Readonly<Record<string, string | number>>): void => {
    const entries = Object.entries(fields).map(([field, value]) => [field, value, stampAt(now), user]);
    doc.getArray('registers').push(entries);
  };
  // In one turn: neither has seen the other.
  write(hers, 'dee', { created: now, brand: 'Roberts', model: 'Revival', price: 6_500, serial: 'RV-2210-7' });
  write(his, 'ben', { serial: 'RV-2210-1', price: 9_900 });
  const third = await clients[0]?.open('employee/none-of-his');
  must(third, 'another record').doc.getText('text:notes').insert(0, 'Off on Fridays from next month on.');
  await Promise.all(
    [ben, dee, third].map((open, at) =>
      clients[at === 1 ? 1 : 0]?.until(() => open !== undefined && open.acked >= open.sent),
    ),
  );
  for (const client of clients) client.end();
}
