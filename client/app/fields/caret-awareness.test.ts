import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { expect, test } from 'vitest';
import { colorOf } from '../people/color-of.ts';
import { caretAwareness, caretsIn } from './caret-awareness.ts';

test('APP-6: a colour that a peer forged never reaches the editor', () => {
  const awareness = new Awareness(new Y.Doc());
  const evil = 'red;background:url(//x)';
  const cursor = { anchor: null, head: null };
  awareness.setLocalState({ user: { id: 'e', name: 'E', color: evil, colorLight: evil }, cursor });
  const seen = caretAwareness(awareness);
  expect([...seen.getStates().values()]).toEqual([{ user: { name: 'E', color: colorOf('e') }, cursor }]);
  seen.setLocalStateField('cursor', null);
  expect(awareness.getLocalState()).toMatchObject({ cursor: null });
  awareness.destroy();
});

test('APP-6: a state that is none at all has a caret nowhere', () => {
  const forged = [null, 7, 'x', { user: null }, { user: { name: { a: 1 }, color: 'red' } }];
  const user = { name: 'Somebody', color: colorOf('Somebody') };
  for (const caret of caretsIn(new Map(forged.map((state, index) => [index, state]))).values())
    expect(caret).toEqual({ cursor: undefined, user });
});
