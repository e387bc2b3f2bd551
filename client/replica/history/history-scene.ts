/** People with a history each, for tests of undoing. */
import { arrived, replica, sync, type Scene } from '../../../shared/document/scene.ts';
import { History } from './record-history.ts';

const isLocal = (origin: unknown): boolean => origin !== arrived;

interface Person extends Scene {
  readonly history: History;
}

export function person(author: string, clientID: number): Person {
  const scene = replica(author, clientID);
  const { entity, time } = scene;
  return { ...scene, history: new History({ entity, time, isLocal, changed: () => undefined }) };
}

export const together = (a: Scene, b: Scene): void => {
  sync(a.doc, b.doc);
  sync(b.doc, a.doc);
  sync(a.doc, b.doc);
};
