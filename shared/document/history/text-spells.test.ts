import { randomInt, seededRandom } from '../../lib/random.ts';
import { describe, expect, test } from 'vitest';
import { person } from '../admit.scene.ts';
import type { HistoryEntry, TextChange } from './change.ts';
import { historyScene } from './history.scene.ts';
import { applySteps, common, Steps, undoSteps } from './text-steps.ts';

const minute = 60_000;
const byNumber = (a: number, b: number): number => a - b;

function scene() {
  const setting = historyScene();
  const { people } = setting;
  const hear = (): void => {
    for (const each of people) while (each.down.length > 0) setting.pull(each);
  };
  /** The history of the text, the oldest first. */
  const spells = (): readonly HistoryEntry[] => setting.history().toReversed();
  return { ...setting, hear, spells, mia: person(setting, 'mia'), tom: person(setting, 'tom') };
}

const change = (entry: HistoryEntry | undefined): TextChange => {
  const [only, ...more] = entry?.changes ?? [];
  expect(more).toEqual([]);
  if (only?.type !== 'text') throw new Error('no text');
  return only;
};

describe('spells of writing', () => {
  test('HIST-4: 500 letters of one author are one entry, with begin and end', () => {
    const { tom, send, spells } = scene();
    const random = seededRandom(1);
    const text = tom.entity.text('notes');
    let at = 0;
    for (let letter = 0; letter < 500; letter++) {
      if (letter % 5 === 4) text.delete(randomInt(random, 0, text.length - 1), 1);
      else if (text.length < 200) text.insert(randomInt(random, 0, text.length), 'abcdef'.charAt(letter % 6));
      else text.delete(0, 20);
      send(tom, (at += 400));
    }
    const [entry, ...more] = spells();
    expect(more).toEqual([]);
    expect(entry).toMatchObject({ author: 'tom', through: 'app', part: 1 });
    const { since, steps, field } = change(entry);
    expect(field).toBe('notes');
    expect((entry?.at ?? 0) - since).toBe(499 * 400);
    expect(applySteps('', steps)).toBe(text.toJSON());
  });

  test('HIST-4: a pause ends a spell, and each says what it took away and what it put there', () => {
    const { tom, send, spells } = scene();
    const text = tom.entity.text('notes');
    text.insert(0, 'Display dead.');
    send(tom, minute);
    text.delete(0, 7);
    text.insert(0, 'Screen');
    send(tom, 10 * minute);
    send(tom, 10 * minute + 1);
    const [first, second, ...more] = spells();
    expect(more).toEqual([]);
    expect(change(first).steps).toEqual([{ insert: 'Display dead.' }]);
    expect(change(second).steps).toEqual([{ remove: 'Display' }, { insert: 'Screen' }]);
    expect(change(second)).toMatchObject({ since: 10 * minute });
  });

  test('HIST-4: two who write at once have an entry each, and one after the other they give the text', () => {
    const { mia, tom, send, spells, hear } = scene();
    mia.entity.text('notes').insert(0, 'Water in the port.');
    send(mia, minute);
    hear();
    for (const [at, letter] of 'cleaned '.split('').entries()) {
      tom.entity.text('notes').insert(at, letter);
      send(tom, 20 * minute + at * 1_000);
      if (at === 3) {
        mia.entity.text('notes').delete(0, 6);
        send(mia, 20 * minute + 3_500);
      }
    }
    hear();
    const [before, ...both] = spells();
    expect(both.map(({ author }) => author).sort()).toEqual(['mia', 'tom']);
    expect(both.map((entry) => change(entry).together ?? 0).sort(byNumber)).toEqual([0, 20 * minute]);
    let text = 'Water in the port.';
    expect(applySteps('', change(before).steps)).toBe(text);
    for (const entry of both) text = applySteps(text, change(entry).steps) ?? 'it does not fit';
    expect(text).toBe(tom.entity.text('notes').toJSON());
  });

  test('HIST-4: what was written back is in no entry, neither what was put in nor what was taken out', () => {
    const { people, mia, send, spells, hear } = scene();
    const fay = people.find(({ author }) => author === 'fay');
    mia.entity.text('notes').insert(0, 'Water in the port.');
    send(mia);
    hear();
    fay?.entity.text('notes').delete(0, 6);
    fay?.entity.text('notes').insert(3, 'xyz');
    if (fay) while (fay.up.length > 0) send(fay);
    expect(spells().map(({ author }) => author)).toEqual(['mia']);
  });

  test('HIST-4: rows that were brought back are nobody’s writing', () => {
    const { tom, send, log, history } = scene();
    tom.entity.text('notes').insert(0, 'lost and found');
    send(tom);
    const [entry] = log.splice(0);
    if (!entry) throw new Error('an entry');
    log.push({ ...entry, through: 'heal', author: 'mia' });
    expect(history()).toEqual([]);
  });
});

describe('steps', () => {
  test('HIST-4: steps lead to the text and back, and fit no other', () => {
    const steps = new Steps();
    steps.keep(4);
    steps.remove('old ');
    steps.insert('brand new ');
    steps.keep(3);
    const list = steps.list();
    expect(list).toEqual([{ keep: 4 }, { remove: 'old' }, { insert: 'brand new' }]);
    expect(applySteps('the old car', list)).toBe('the brand new car');
    expect(undoSteps('the brand new car', list)).toBe('the old car');
    expect(undoSteps('the car', list)).toBeUndefined();
    expect(applySteps('abc', list)).toBeUndefined();
  });

  test('HIST-4: what was taken away and put there again is no step', () => {
    const steps = new Steps();
    steps.keep(2);
    steps.remove('abc');
    steps.insert('abc');
    steps.keep(1);
    steps.remove('xyz');
    steps.insert('xYz');
    expect(steps.list()).toEqual([{ keep: 7 }, { remove: 'y' }, { insert: 'Y' }]);
  });

  test('HIST-4: a surrogate pair is not cut in two, and one that Yjs cut is still found', () => {
    expect(common('a😀', 'a😁')).toEqual({ head: 1, tail: 0 });
    expect(common('😀b', '😀b')).toEqual({ head: 3, tail: 0 });
    expect(undoSteps('a\ufffdb', [{ keep: 1 }, { insert: '\ud83d' }])).toBe('ab');
  });
});
