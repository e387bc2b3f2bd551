/** A shop with a record of a kind in which every field holds something, and two who watch it through either kind of socket. */
import type * as Y from 'yjs';
import { expect } from 'vitest';
import { shopApp } from '../../server/http/shop-app-scene.ts';
import { identityOf, documentName } from '../../server/relay/testing/scene.ts';
import type { EntityDocument } from '../../shared/document/entity-document.ts';
import { must } from '../../shared/lib/assert.ts';
import { systemAuthors, type Author } from '../../shared/lib/ids.ts';
import type { Kind, Role } from '../../shared/schema/field.ts';
import { partsOf, valueOf } from './attempts.ts';
import { PlainPeer } from './plain-peer.ts';
import { shownIn, watch } from './watcher.ts';

/** Writes something into every field that people write. */
export function fillFields(entity: EntityDocument): void {
  entity.change(() => {
    for (const [name, field] of entity.kind.fields) {
      if (field.policy === 'server') continue;
      if (name === 'deleted') entity.restore();
      else if (field.policy === 'text') entity.text(name).insert(0, 'Words before.');
      else if (field.policy === 'set') entity.add(name, valueOf(field.element, 0, 'first-'));
      else if (field.policy === 'ledger') entity.append(name, partsOf(field, 0, 'first-'), { at: 1_000 });
      else if (field.moves) entity.set(name, must(field.moves(null)[0], 'a first status'));
      else entity.set(name, valueOf(field.scalar, 0, 'first-'));
    }
  });
}

/** Writes what only the relay writes. */
function fillServerFields(entity: EntityDocument): void {
  for (const [name, field] of entity.kind.fields)
    if (field.policy === 'server') entity.set(name, valueOf(field.scalar, 0, 'first-'));
}

export async function filledShop(kind: Kind, limits = {}) {
  const shop = await shopApp(limits);
  const { relay, connect, time } = shop;
  const name = `${kind.name}/r1`;
  const mia = 'mia' as Author;
  await relay.write(documentName(name), mia, fillFields, { role: 'owner' });
  const ofRelay = [...kind.fields.values()].some(({ policy }) => policy === 'server');
  if (ofRelay) await relay.write(documentName(name), systemAuthors.relay, fillServerFields);
  const plainPeers: PlainPeer[] = [];
  const identity = (user: string, role: Role) => must(identityOf(`${user}:${role}`, time), 'a token');
  const plain = (user: string, role: Role, doc?: Y.Doc): PlainPeer => {
    const peer = new PlainPeer(relay, name, identity(user, role), doc);
    plainPeers.push(peer);
    return peer;
  };
  const settle = async (): Promise<void> => {
    for (let again = true; again;) {
      await shop.settle();
      again = plainPeers.reduce((sum, peer) => sum + peer.receive(), 0) > 0;
    }
  };
  const max = connect('max:owner');
  await settle();
  const opened = max.open(name);
  const stock = plain('zoe', 'owner');
  await settle();
  const watched = [watch(opened.doc, kind), watch(stock.doc, kind)];
  return {
    ...shop,
    name,
    kind,
    settle,
    plain,
    max,
    stock,
    observers: [opened.doc, stock.doc],
    watched,
    /** Everything that came to those who watch, as text. */
    heard: () =>
      [...max.frames, ...stock.frames].map((frame) => Buffer.from(frame).toString('latin1')).join(' '),
    shown: () => shownIn(opened.doc, kind),
    /** All that is stored of the record's document, as text. */
    async onDisk() {
      const found = await shop.store.load(documentName(name));
      return (found?.updates ?? []).map((bytes) => Buffer.from(bytes).toString('latin1')).join(' ');
    },
    expectAlike(doc: Y.Doc) {
      for (const each of [opened.doc, stock.doc]) expect(shownIn(each, kind)).toEqual(shownIn(doc, kind));
      for (const { store } of [doc, opened.doc, stock.doc]) {
        expect(store.pendingStructs).toBeNull();
        expect(store.pendingDs).toBeNull();
      }
    },
  };
}
