/**
 * Faults 59 and 60: three versions of Solder, each a build with a schema of its own, work on the same records at once, with and
 * without a network, against the relay of each version. More of the random ones: `SOLDER_RUNS=100`; a seed: `SOLDER_SEED=7`.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import { pick, seededRandom } from '../../shared/lib/random.ts';
import { Line } from '../../client/replica/testing/line.ts';
import { named, opened } from '../../client/replica/testing/scene.ts';
import { meet, MixedShop, patient, storedIn, trial, type Actor } from '../support/mixed-shop.ts';
import { buildOf, names, versions } from '../support/schema-versions.ts';

let mixed: MixedShop;
beforeAll(async () => {
  mixed = await MixedShop.make();
});
afterEach(() => mixed.leave());
afterAll(() => mixed.close());

describe.each(versions)('a relay that is %s', (relays) => {
  it(
    `VERSION-2, SCHEMA-6, SCHEMA-11: versions behind and ahead edit one record at once with the relay of "${relays}", and nothing is lost`,
    { timeout: 120_000 },
    async () => {
      await mixed.start(mixed.build(relays).server);
      const actors = [await mixed.actor('behind'), await mixed.actor('present'), await mixed.actor('ahead')];
      const [behind, present, ahead] = actors as [Actor, Actor, Actor];
      behind.record.entity.set('name', 'A trial');
      behind.record.entity.set(behind.field('colour'), 'black');
      await meet(actors);

      // All at once, and each without a network.
      for (const { line } of actors) line.cut();
      const everybody = (): void => {
        for (const { version, record, field } of actors) {
          record.entity.add(field('tags'), version);
          record.entity.text(field('notes')).insert(0, `[${version}]`);
          record.entity.append(field('stock'), { pieces: 2 });
        }
      };
      everybody();
      behind.record.entity.set(behind.field('colour'), 'grey');
      present.record.entity.set('bench', 'Bench 2');
      ahead.record.entity.set('size', 'm');
      ahead.record.entity.set('name', 'A name that only a newer version has room for');
      ahead.record.entity.set(ahead.field('colour'), 'white');
      ahead.record.entity.text('memo').insert(0, 'Only the newest knows this');
      ahead.record.entity.append('visits', { how: 'by bike' });
      const later = await opened(ahead.replica, named('later', 'l'));
      later.entity.set('name', 'A kind of tomorrow');
      const extra = await opened(present.replica, named('extra', 'e'));
      extra.entity.set('name', 'A kind of today');
      await meet(actors);
      // And once more on the line.
      everybody();
      await meet(actors);

      for (const { record, replica, field, version } of actors) {
        const { fields } = record.row();
        expect(replica.refused()).toEqual([]);
        // What was written under a newer name shows to those who know it.
        const known = versions.slice(0, versions.indexOf(version) + 1);
        expect(new Set(fields[field('tags')] as string[])).toEqual(new Set(known));
        expect(fields[field('stock')]).toMatchObject({ count: 6, sum: 12 });
        for (const each of versions) {
          expect((fields[field('notes')] as string).split(`[${each}]`)).toHaveLength(3);
        }
        // What only a newer version lists is shown as it is, and what it does not know harms no list.
        expect(fields).toMatchObject({ size: 'm', name: 'A name that only a newer version has room for' });
        if (version !== 'behind') expect(fields['bench']).toBe('Bench 2');
        await vi.waitFor(() => expect(replica.row(trial)).toMatchObject({ fields: { size: 'm' } }), patient);
        expect(replica.rows({ kind: 'trial', limit: 5 }).total).toBe(1);
      }
      expect(ahead.record.row().fields).toMatchObject({
        memo: 'Only the newest knows this',
        visits: { count: 1 },
      });
      // Two wrote the colour at once, under two names: who knows both names is asked, and has both values.
      const [asked] = ahead.record.entity.reviews();
      expect(new Set(asked?.entries.map(({ value }) => value))).toEqual(new Set(['grey', 'white']));

      // Kinds that somebody does not know are theirs to keep all the same.
      for (const { replica } of actors) {
        for (const [name, said] of [
          [later.name, 'A kind of tomorrow'],
          [extra.name, 'A kind of today'],
        ] as const) {
          const theirs = await opened(replica, name);
          await vi.waitFor(
            () => expect(JSON.stringify(theirs.doc.getArray('registers').toJSON())).toContain(`"${said}"`),
            patient,
          );
          theirs.close();
        }
      }

      // Over HTTP a row is what this relay's version shows of it.
      const field = names[relays];
      const { status, body } = await mixed.rest('trial/x');
      expect(status).toBe(200);
      expect(body).toMatchObject({ fields: { size: 'm', [field.stock]: { count: 6, sum: 12 } } });
      expect(await mixed.rest('trial?limit=5')).toMatchObject({ status: 200, body: { rows: [{ id: 'x' }] } });
      expect((await mixed.rest('later/l')).status).toBe(relays === 'ahead' ? 200 : 404);
      // A write over HTTP replaces what this relay can see of the field, and no more.
      const [standing] = actors.filter(({ version }) => version === relays);
      const isAsked = must(standing, 'an actor').record.entity.reviews().length > 0;
      const settled = await mixed.rest('trial/x/settle', { field: field.colour, value: 'grey' });
      expect(settled.status).toBe(isAsked ? 200 : 409);
      await meet(actors);
      const { review, fields } = ahead.record.row();
      if (relays === 'ahead') {
        expect({ review, tone: fields['tone'] }).toEqual({ review: [], tone: 'grey' });
      } else {
        expect(behind.record.row().fields['color']).toBe('grey');
        expect(review).toEqual(['tone']);
      }
      expect(fields).toMatchObject({ size: 'm', memo: 'Only the newest knows this', visits: { count: 1 } });
    },
  );
});

it(
  'VERSION-1, EXPORT-1, EXPORT-2: a version that is too old is told so once, keeps its unsent work, and sends it after its update',
  { timeout: 60_000 },
  async () => {
    // The relay of the present version, which works with nothing older any more.
    const strict = await buildOf('present', (copy) =>
      copy.change('shared/schema/version.ts', (text) =>
        text.replace('oldestSchema = 0', 'oldestSchema = 11'),
      ),
    );
    try {
      await mixed.start(strict.server);
      let connections = 0;
      class Counted extends WebSocket {
        constructor(url: string) {
          super(url);
          connections++;
        }
      }
      const line = new Line(Counted);
      const device = mixed.freshDevice();
      const old = await mixed.replica('behind', 'ben', line, device);
      await vi.waitFor(
        () => expect(old.status()).toMatchObject({ state: 'error', problem: { kind: 'upgrade-required' } }),
        patient,
      );
      const record = await opened(old, trial);
      record.entity.set('color', 'black');
      record.entity.text('remarks').insert(0, 'Written before the update');
      record.entity.append('moves', { pieces: 3 });
      await vi.waitFor(() => expect(old.status().pending).toMatchObject({ edits: 3, unsaved: 0 }), patient);
      await expect(old.syncNow()).rejects.toThrow();
      // It does not try again by itself: those were the first try and the one that was asked for.
      expect(connections).toBe(2);
      const file = await old.unsentFile();
      expect(JSON.parse(file)).toMatchObject({
        format: 'solder-unsent-edits',
        user: 'ben',
        records: [{ record: 'trial/x', values: { color: 'black', remarks: 'Written before the update' } }],
      });
      await old.stop();
      expect(connections).toBe(2);

      // The same device with the newer version, and another one to which only the file went.
      const updated = await mixed.replica('present', 'ben', line, device);
      const other = await mixed.replica('present', 'ben', new Line(WebSocket), mixed.freshDevice());
      const taken = await other.takeInUnsent(file);
      expect(taken.edits + taken.known).toBe(3);
      await vi.waitFor(async () => {
        for (const each of [updated, other]) {
          await each.syncNow();
          expect(each.status().pending.edits).toBe(0);
          expect(each.row(trial)?.fields).toMatchObject({
            colour: 'black',
            notes: 'Written before the update',
            stock: { count: 1, sum: 3 },
          });
        }
      }, patient);
      expect(await updated.takeInUnsent(file)).toEqual({ edits: 0, records: 0, known: 3, erased: 0 });
    } finally {
      await mixed.leave();
      await strict.remove();
    }
  },
);

const runs = Number(process.env['SOLDER_RUNS'] ?? 1);
const first = Number(process.env['SOLDER_SEED'] ?? Date.now() % 1_000_000);

it(
  `VERSION-3, SCHEMA-4, SCHEMA-5: whoever renames a field first, and where several do at once, nothing is doubled or lost (seed ${first})`,
  { timeout: 60_000 + runs * 60_000 },
  async () => {
    for (let seed = first; seed < first + runs; seed++) {
      await mixed.start(mixed.build('present').server);
      await migrate(seed);
      await mixed.leave();
    }
  },
);

/** Two devices that have the new names, one that has older and one that has the oldest, write at random. */
async function migrate(seed: number): Promise<void> {
  const random = seededRandom(seed);
  const actors = [
    await mixed.actor('behind'),
    await mixed.actor('present'),
    await mixed.actor('ahead'),
    await mixed.actor('ahead', 'dee'),
  ];
  const acts: string[] = [];
  const tags = new Set<string>();
  let letters = 0;
  let pieces = 0;
  for (let step = 0; step < 60; step++) {
    const { version, record, line, field } = pick(random, actors);
    const act = pick(random, ['colour', 'colour', 'tag', 'letter', 'piece', 'cut', 'mend', 'meet']);
    acts.push(`${version} ${act}`);
    if (act === 'cut') line.cut();
    if (act === 'mend') line.mend();
    if (act === 'meet') await meet(actors);
    if (act === 'colour') record.entity.set(field('colour'), `colour ${step}`);
    if (act === 'tag') {
      record.entity.add(field('tags'), `tag ${step}`);
      tags.add(`tag ${step}`);
    }
    if (act === 'letter') {
      record.entity.text(field('notes')).insert(0, 'x');
      letters++;
    }
    if (act === 'piece') {
      record.entity.append(field('stock'), { pieces: 1 });
      pieces++;
    }
  }
  await meet(actors);
  const told = `seed ${seed}: ${acts.join(', ')}`;
  for (const { record, replica, field } of actors) {
    const { fields } = record.row();
    expect(replica.refused(), told).toEqual([]);
    expect(fields[field('notes')], told).toHaveLength(letters);
    expect(fields[field('stock')], told).toMatchObject({ count: pieces, sum: pieces });
  }
  const [, , one, other] = actors as [Actor, Actor, Actor, Actor];
  expect(new Set(one.record.row().fields['marks'] as string[]), told).toEqual(tags);
  expect(one.record.row(), told).toEqual(other.record.row());
  const { registers } = storedIn(one.record);
  expect(new Set(registers.map((each) => JSON.stringify(each))).size, told).toBe(registers.length);
  // Two who migrate it at once, apart: one write each, and then one field for both.
  for (const { line } of [one, other]) line.cut();
  one.record.entity.set('tone', 'red');
  other.record.entity.set('tone', 'blue');
  await meet(actors);
  const [asked] = one.record.entity.reviews();
  expect(new Set(asked?.entries.map(({ value }) => value)), told).toEqual(new Set(['red', 'blue']));
  other.record.entity.set('tone', 'red');
  await meet(actors);
  expect(one.record.row(), told).toMatchObject({ review: [], fields: { tone: 'red' } });
  const colours = storedIn(one.record).registers.filter(
    (each) => Array.isArray(each) && ['tone', 'colour', 'color'].includes(String(each[0])),
  );
  expect(colours, told).toHaveLength(1);
}
