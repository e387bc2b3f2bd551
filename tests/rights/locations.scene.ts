/** A shop with two locations that are kept apart: a marked record of every kind that has a place in the south, a plain one in the north. */
import { accountsScene, bearer, demo, named } from '../../server/accounts/accounts-scene.ts';
import type { Peer } from '../../server/relay/testing/peer.ts';
import { documentName } from '../../server/relay/testing/scene.ts';
import { must } from '../../shared/lib/assert.ts';
import type { Author } from '../../shared/lib/ids.ts';
import { decodePageBody } from '../../shared/protocol/page-body.ts';
import type { User } from '../../server/store/store.ts';
import { PlainPeer } from './plain-peer.ts';

export const mark = 'canary-71c3';
/** What is marked, by kind. */
export const southern = {
  order: 'order/southern',
  device: 'device/southern',
  ticket: 'ticket/southern',
  appointment: 'appointment/southern',
  item: 'item/southern',
} as const;

export async function twoLocations({ apart = true } = {}) {
  const setting = await accountsScene();
  const { act, store, relay, mint, app, settle } = setting;
  await act('location-add', { id: 'north', name: 'North End' });
  await act('location-add', { id: 'south', name: 'South Street' });
  await store.saveUser({ shop: demo, id: 'sam' as Author, name: 'Sam', role: 'technician' });
  await store.saveUser({ shop: demo, id: 'mia' as Author, name: 'Mia', role: 'manager' });
  await act('user-set-locations', { user: 'ben', locations: 'north' });
  await act('user-set-locations', { user: 'sam', locations: 'south' });
  await act('user-set-locations', { user: 'mia', locations: 'north' });
  if (apart) await act('location-apart', { apart: true });

  const write = (name: string, fields: Readonly<Record<string, string | number>>, by = 'otto') =>
    relay.write(documentName(name), by as Author, (entity) =>
      entity.change(() => {
        for (const [field, value] of Object.entries(fields)) entity.set(field, value);
      }),
    );
  for (const [at, word] of [
    ['south', mark],
    ['north', 'plain'],
  ] as const) {
    const id = `${at}ern`;
    await write(`order/${id}`, { location: at, number: `RM-${word}` });
    await write(`device/${id}`, { order: id, brand: word });
    await write(`ticket/${id}`, { order: id, subject: word });
    await write(`appointment/${id}`, { device: id, subject: word });
    await write(`item/${id}`, { location: at, name: word });
  }
  await settle();

  const tokenOf = async (user: string): Promise<string> =>
    mint(must<User>(await store.user(demo, user as Author), 'somebody of the shop'), 3_600_000);
  const follow = { epoch: '', cursor: 0, kinds: [] };
  const connect = async (user: string, following = true): Promise<Peer> => {
    const peer = await setting.connect(await tokenOf(user));
    if (following) peer.send({ type: 'catch-up', cursor: 0, kinds: follow.kinds });
    await settle();
    return peer;
  };
  const plain = async (user: string, name: string): Promise<PlainPeer> => {
    const identity = must(await setting.identityOf(await tokenOf(user)), 'a good token');
    const peer = new PlainPeer(relay, name, identity);
    for (let quiet = 0; quiet < 3; quiet++) {
      await settle();
      if (peer.receive() > 0) quiet = 0;
    }
    return peer;
  };
  const get = async (user: string, target: string) =>
    setting.ask(`/api/shops/demo/${target}`, { headers: bearer(await tokenOf(user)) });
  const send = async (user: string, method: string, target: string, body: unknown = {}) =>
    setting.ask(`/api/shops/demo/${target}`, {
      method,
      headers: { ...bearer(await tokenOf(user)), 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  return { ...setting, write, tokenOf, connect, plain, get, send, app, named };
}

/** All that came to a peer, as one text in which any byte can be searched; pages are unpacked. */
export async function heardBy(peer: Peer): Promise<string> {
  const raw = peer.frames.map((frame) => Buffer.from(frame).toString('latin1'));
  const pages = peer
    .told('page')
    .map(async ({ body }) =>
      JSON.stringify(await decodePageBody(body), (_, value: unknown) =>
        value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
      ),
    );
  return [...raw, ...(await Promise.all(pages))].join('\n');
}

/** The names in all pages that came. */
export async function namesIn(peer: Peer): Promise<readonly string[]> {
  const pages = await Promise.all(peer.told('page').map(({ body }) => decodePageBody(body)));
  return pages
    .flatMap((page) => (page.type === 'malformed' ? [] : page.items))
    .map(({ kind, id }) => `${kind}/${id}`);
}
