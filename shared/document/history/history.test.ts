/** Random histories of several people: the past that is read back from the history is what the record showed then. */
import * as Y from 'yjs';
import { expect, test } from 'vitest';
import { pick, randomInt, seededRandom, type Random } from '../../lib/random.ts';
import { entry, type Person } from '../admit.scene.ts';
import { runs } from '../scene.ts';
import { historyScene } from './history.scene.ts';
import { presentOf, recordBefore, type PastRecord } from './record-at.ts';
import { thing } from '../scene.ts';

/** One thing a person does; some of it is not theirs to do, and comes back. */
function act(person: Person, random: Random): void {
  const { entity, doc, author } = person;
  const text = entity.text('notes');
  const at = randomInt(random, 0, text.length);
  const tag = pick(random, ['a', 'b', 'c']);
  const acts: readonly (() => void)[] = [
    () => entity.set('name', pick(random, ['x', 'y', 'z'])),
    () => entity.set('state', pick(random, ['new', 'open', 'done'])),
    () => entity.set('price', randomInt(random, 1, 4)),
    () => entity.set('phone', pick(random, ['1', '2'])),
    () => author.startsWith('@') && entity.set('total', randomInt(random, 1, 9)),
    () => text.insert(text.length, 'e'),
    () => text.insert(at, pick(random, ['hello ', 'b', 'cc', 'd'])),
    () => text.delete(at, Math.min(randomInt(random, 1, 5), text.length - at)),
    () => entity.add('tags', tag),
    () => entity.remove('tags', tag),
    () => entity.append('stock', { pieces: randomInt(random, -3, 3) }),
    () => (entity.deleted ? entity.restore() : entity.delete()),
    () => doc.getArray('registers').push([entry('name', 'forged', 'nobody')]),
    () =>
      entity.change(() => {
        entity.set('name', 'both');
        text.insert(0, 'two ');
        entity.append('stock', { pieces: 1 });
      }),
  ];
  pick(random, acts)();
}

/** Without what no register change tells of: what is asked about a deletion follows from other fields, too. */
const comparable = ({ fields, review }: PastRecord, withText: boolean) => {
  const { notes, ...others } = fields;
  const { deleted: _asked, ...asked } = review;
  return { fields: { ...others, ...(withText && { notes }) }, review: asked };
};

test('HIST-2: the past is what the record showed then, in every field', () => {
  for (let seed = 1; seed <= runs(150); seed++) {
    const random = seededRandom(seed);
    const scene = historyScene();
    const { people, send, relay, shown, log } = scene;
    let clock = 1_000_000;
    for (let step = 0; step < 60; step++) {
      const person = pick(random, people);
      // Most write the same minute, so that their spells of writing overlap.
      clock += pick(random, [100, 1_000, 30_000, 200_000]);
      const what = random();
      if (what < 0.45) act(person, random);
      else if (what < 0.75) send(person, clock);
      else scene.pull(person);
    }
    for (const person of people) while (person.up.length > 0) send(person, (clock += 1_000));

    const history = scene.history();
    const present = presentOf(thing, relay);
    for (const { version, past } of shown) {
      const since = history.filter((entry) => entry.version > version);
      const back = recordBefore(present, since);
      // A text is known as it was between two spells of writing.
      const here = log.findIndex(({ seq }) => seq === version);
      const within = (log[here + 1]?.at ?? Infinity) - (log[here]?.at ?? 0) <= 2 * 60_000;
      expect({ seed, version, ...comparable(back, !within) }).toEqual({
        seed,
        version,
        ...comparable(past, !within),
      });
      expect({ seed, version, unknown: back.unknown }).toEqual({ seed, version, unknown: [] });
    }
    const before = recordBefore(present, history);
    expect({ seed, ...before }).toEqual({ seed, ...presentOf(thing, new Y.Doc()) });
  }
});
