import { expect, test } from 'vitest';
import type { EntityId, FileId } from '../../../shared/lib/ids.ts';
import { must } from '../../../shared/lib/assert.ts';
import { deviceShelf } from '../drafts/device-shelf.ts';
import { OneBrowser } from '../drafts/testing/one-browser.ts';
import { CheckInDesk } from './check-in-desk.ts';
import { emptyDevice, withDevice, type CheckIn } from './check-in.ts';

const memory = () =>
  deviceShelf(() => {
    throw new DOMException('no', 'SecurityError');
  });
const file = (id: string) => id as FileId;

/** One device's storage and locks, and tabs that come and go. */
class Counter {
  readonly shelf = memory();
  readonly locks = new OneBrowser();
  #ids = 0;

  tab(tabShelf = memory()) {
    const end = new AbortController();
    const given: FileId[] = [];
    const late: string[] = [];
    const desk = new CheckInDesk({
      shelf: this.shelf,
      tabShelf,
      locks: this.locks,
      scope: 'demo/ana',
      fresh: (kind) => `${kind}${(this.#ids += 1)}` as EntityId,
      location: () => '',
      files: {
        giveUp: (id) => void given.push(id),
        addLate: (device, id) => void late.push(`${device}/${id}`),
      },
      signal: end.signal,
    });
    return { desk, given, late, tabShelf, close: () => end.abort() };
  }
}

const now = ({ desk }: { desk: CheckInDesk }): CheckIn => desk.state().checkIn;
const first = (tab: { desk: CheckInDesk }) => must(now(tab).devices[0], 'no device');
const typed = (tab: { desk: CheckInDesk }, issue: string): void =>
  tab.desk.change((was) => withDevice(was, first(tab).id, () => ({ issue })));

test('CHECKIN-7: photos that are ready late find what was typed meanwhile, each other, and a device that was added', () => {
  const tab = new Counter().tab();
  const { id } = first(tab);
  // Both were chosen at this moment; each is handed over when it is ready.
  const ready = (photo: string) => tab.desk.addPhoto(id, file(photo));
  typed(tab, 'Does not');
  ready('p1');
  typed(tab, 'Does not charge.');
  tab.desk.change((was) => ({ devices: [...was.devices, emptyDevice('second' as EntityId)] }));
  ready('p2');
  expect(now(tab).devices).toMatchObject([
    { id, issue: 'Does not charge.', photos: ['p1', 'p2'] },
    { id: 'second' },
  ]);
});

test('CHECKIN-5: another tab begins its own check-in, and goes on with one whose tab is dead', async () => {
  const counter = new Counter();
  const one = counter.tab();
  typed(one, 'Does not charge.');
  const two = counter.tab();
  await counter.locks.turn();
  expect(two.desk.state()).toMatchObject({ resumed: false });
  expect(now(two).order).not.toBe(now(one).order);
  one.close();
  await counter.locks.turn();
  expect(two.desk.state()).toMatchObject({ resumed: true, checkIn: now(one) });
  // Who is dead writes nothing over it.
  typed(two, 'Does not charge at all.');
  typed(one, 'late');
  two.close();
  const three = counter.tab();
  await counter.locks.turn();
  expect(first(three).issue).toBe('Does not charge at all.');
});

test('CHECKIN-5: a tab that has begun keeps its check-in, and its own comes back after a reload', async () => {
  const counter = new Counter();
  const [one, two] = [counter.tab(), counter.tab()];
  typed(one, 'first');
  typed(two, 'second');
  one.close();
  await counter.locks.turn();
  expect(first(two).issue).toBe('second');
  two.close();
  const again = counter.tab(two.tabShelf);
  await counter.locks.turn();
  expect(first(again).issue).toBe('second');
});

test('CHECKIN-5: what is handed in is kept until it is saved', async () => {
  const counter = new Counter();
  const one = counter.tab();
  typed(one, 'first');
  const handed = now(one);
  const saving = Promise.withResolvers<void>();
  one.desk.handedIn(handed, saving.promise);
  expect(now(one).order).not.toBe(handed.order);
  expect(counter.shelf.length).toBe(1);
  saving.resolve();
  await counter.locks.turn();
  expect(counter.shelf.length).toBe(0);

  typed(one, 'second');
  const lost = now(one);
  one.desk.handedIn(lost, Promise.withResolvers<void>().promise);
  one.close();
  const two = counter.tab();
  await counter.locks.turn();
  expect(now(two)).toEqual(lost);
});

test('PHOTO-11: what is taken out of a check-in before it is handed in is not sent', () => {
  const tab = new Counter().tab();
  const { id } = first(tab);
  for (const photo of ['p1', 'p2', 'p3']) tab.desk.addPhoto(id, file(photo));
  tab.desk.change((was) => withDevice(was, id, () => ({ photos: [file('p2'), file('p3')] })));
  expect(tab.given).toEqual(['p1']);
  tab.desk.sign(now(tab).order, file('s1'), 'Mair');
  tab.desk.change(() => ({ signature: '' }));
  expect(tab.given).toEqual(['p1', 's1']);
  tab.desk.change(() => ({ devices: [] }));
  expect(tab.given).toEqual(['p1', 's1', 'p2', 'p3']);
  tab.desk.addPhoto(id, file('p4'));
  tab.desk.sign('order of before' as EntityId, file('s2'), 'Mair');
  expect(tab.given.slice(4)).toEqual(['p4', 's2']);
  tab.desk.change(() => ({ devices: [{ ...emptyDevice(id), photos: [file('p5')] }] }));
  tab.desk.startAgain();
  expect(tab.given.at(-1)).toBe('p5');
});

test('CHECKIN-7: a photo that is ready only after handing in goes into its device’s record, and none is given up', () => {
  const tab = new Counter().tab();
  const { id } = first(tab);
  tab.desk.addPhoto(id, file('p1'));
  tab.desk.change(() => ({ number: 'RM-1' }));
  const handed = now(tab);
  tab.desk.addPhoto(id, file('p2'));
  tab.desk.handedIn(handed, Promise.resolve());
  tab.desk.addPhoto(id, file('p3'));
  expect(tab.late).toEqual([`${id}/p2`, `${id}/p3`]);
  expect(tab.given).toEqual([]);
});
