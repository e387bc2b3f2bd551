/** A relay, people of every role and an observer who notes every state it ever showed: for the tests of `admit`. */
import * as Y from 'yjs';
import type { Kind, Role } from '../schema/field.ts';
import { stampAt } from '../lib/stamp.ts';
import { expect } from 'vitest';
import { admit, type Admission } from './admit.ts';
import { projectRow } from './row.ts';
import { arrived, hasPending, replica, thing, type Scene } from './scene.ts';
import type { Refusal } from './types.ts';

export type Admitted = Extract<Admission, { readonly outcome: 'admitted' }>;

export interface Person extends Scene {
  readonly author: string;
  readonly role: Role;
  /** Updates on their way to the relay. */
  readonly up: Uint8Array[];
  /** Updates on their way from the relay. */
  readonly down: Uint8Array[];
}

export interface AdmitScene {
  readonly relay: Y.Doc;
  readonly people: readonly Person[];
  readonly observer: Y.Doc;
  /** What was told to whom. */
  readonly told: { readonly author: string; readonly refusal: Refusal }[];
  /** Sends a person's oldest unsent update to the relay, which tells everybody what came of it. */
  push(person: Person): Admitted | undefined;
  /** Lets a person receive the oldest update from the relay. */
  pull(person: Person): void;
  /** Sends and receives until nothing is under way. */
  settle(): void;
}

export function admitted(admission: Admission): Admitted {
  if (admission.outcome === 'broken') throw admission.error;
  return admission;
}

function pull(person: Person): void {
  const update = person.down.shift();
  if (update) Y.applyUpdate(person.doc, update, arrived);
}

export function admitScene(kind: Kind | undefined = thing): AdmitScene {
  const relay = new Y.Doc();
  relay.clientID = 1_000;
  const observer = new Y.Doc();
  observer.clientID = 2_000;
  const roles: readonly (readonly [string, Role])[] = [
    ['mia', 'manager'],
    ['tom', 'technician'],
    ['fay', 'front-desk'],
    ['vic', 'view'],
    ['@relay', 'owner'],
  ];
  const people = roles.map(([author, role], at): Person => {
    const scene = replica(author, at + 1, kind ?? thing);
    return { ...scene, author, role, up: scene.made, down: [] };
  });
  const told: AdmitScene['told'] = [];

  const push = (person: Person): Admitted | undefined => {
    const update = person.up.shift();
    if (!update) return undefined;
    const admission = admitted(admit(relay, update, { kind, author: person.author, role: person.role }));
    for (const refusal of admission.refusals) told.push({ author: person.author, refusal });
    if (admission.integrated) {
      for (const each of people) each.down.push(admission.integrated);
      Y.applyUpdate(observer, admission.integrated);
      if (hasPending(observer)) throw new Error('the observer waits for something');
    }
    return admission;
  };
  const settle = (): void => {
    for (const person of people) while (person.up.length > 0) push(person);
    for (const person of people) while (person.down.length > 0) pull(person);
  };
  return { relay, people, observer, told, push, pull, settle };
}

/** The person of that name; their replica is `entity` and `doc`. */
export function person(scene: AdmitScene, author: string): Person {
  const found = scene.people.find((each) => each.author === author);
  if (!found) throw new Error(author);
  return found;
}

/** A register entry written by hand, as a modified client would. */
export const entry = (field: string, value: unknown, author: string): unknown[] => [
  field,
  value,
  stampAt(1_800_000_000_000),
  author,
];

/** The row as everybody sees it. */
export const rowOf = (doc: Y.Doc) => projectRow(thing, 'x', doc);
/** What a person was told was refused. */
export const toldTo = (scene: AdmitScene, author: string): string[] =>
  scene.told
    .filter((each) => each.author === author)
    .map(({ refusal }) => `${refusal.field}: ${refusal.rule}`);

/** Everybody has a price of 5,000 by the manager and a text. */
export function priced(): AdmitScene {
  const scene = admitScene();
  const mia = person(scene, 'mia');
  mia.entity.change(() => {
    mia.entity.set('price', 5_000);
    mia.entity.text('notes').insert(0, 'Screen broken.');
    mia.entity.append('stock', { pieces: 4 });
  });
  scene.settle();
  return scene;
}

/** All replicas show the same, and nobody waits for anything. */
export function expectConverged(scene: AdmitScene): void {
  const row = rowOf(scene.relay);
  for (const doc of [...scene.people.map((each) => each.doc), scene.observer]) {
    expect(rowOf(doc)).toEqual(row);
    expect(hasPending(doc)).toBe(false);
  }
}
