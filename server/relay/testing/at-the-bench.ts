/** Two people with one ticket open, and updates as Yjs encodes them: where most tests of a room begin. */
import * as Y from 'yjs';
import { stampAt } from '../../../shared/lib/stamp.ts';
import { scene } from './scene.ts';

export const t1 = 'ticket/t1';

/** What Yjs encodes when `change` happens in a document of its own, under a client id. */
export function updateOf(client: number, change: (doc: Y.Doc) => void, base?: Y.Doc): Uint8Array {
  const doc = new Y.Doc();
  if (base) Y.applyUpdate(doc, Y.encodeStateAsUpdate(base));
  doc.clientID = client;
  const before = Y.encodeStateVector(doc);
  change(doc);
  return Y.encodeStateAsUpdate(doc, before);
}

export const entry = (field: string, value: unknown, author: string) => [
  field,
  value,
  stampAt(1_700_000_000_000),
  author,
];

/** Ana and Ben with one ticket open, and a subject in it. */
export async function twoAtTheBench() {
  const setting = await scene();
  const { connect, settle, entity } = setting;
  const ana = connect('ana');
  const ben = connect('ben:technician');
  await settle();
  ana.open(t1);
  ben.open(t1);
  await settle();
  entity(ana, t1, 'ana').set('subject', 'Cracked screen');
  await settle();
  return { ...setting, ana, ben };
}
