/** What happens when two people edit at once: the cases of docs/merge.md, each of them played by `merge.test.ts`. */
import { exchange } from '../../shared/document/history/restore.ts';
import { asks, shows, sums, type MergeCase } from './case.ts';

const ten = Date.UTC(2026, 2, 2, 10);
const hour = 3_600_000;

export const mergeCases: readonly MergeCase[] = [
  {
    title: 'Both type in one diagnosis',
    rule: 'MERGE-9',
    kind: 'device',
    people: ['ana', 'ben'],
    steps: [
      {
        who: 'ana',
        says: 'has written “Screen cracked.”',
        does: ({ entity }) => entity.text('diagnosis').insert(0, 'Screen cracked.'),
      },
      'apart',
      {
        who: 'ana',
        says: 'writes “Tested. ” before it',
        does: ({ entity }) => entity.text('diagnosis').insert(0, 'Tested. '),
      },
      {
        who: 'ben',
        says: 'writes “ Frame bent.” behind it',
        does: ({ entity }) => entity.text('diagnosis').insert(15, ' Frame bent.'),
      },
    ],
    outcome: 'Every letter of both is there. Nobody is asked.',
    ends: { diagnosis: shows('Tested. Screen cracked. Frame bent.') },
  },
  {
    title: 'Two different fields of one device',
    rule: 'MERGE-1',
    kind: 'device',
    people: ['ana', 'ben'],
    steps: [
      'apart',
      { who: 'ana', says: 'writes the brand', does: ({ entity }) => entity.set('brand', 'Sony') },
      {
        who: 'ben',
        says: 'writes where it stands',
        does: ({ entity }) => entity.set('location', 'Shelf B2'),
      },
    ],
    outcome: 'Both are there: fields do not know of each other.',
    ends: { brand: shows('Sony'), location: shows('Shelf B2') },
  },
  {
    title: 'One price, two amounts, both offline',
    rule: 'MERGE-3',
    kind: 'device',
    people: ['ana', 'ben'],
    steps: [
      { who: 'ana', says: 'has set the price to £50', does: ({ entity }) => entity.set('price', 5_000) },
      'apart',
      { who: 'ana', says: 'sets it to £60', does: ({ entity }) => entity.set('price', 6_000) },
      { who: 'ben', says: 'sets it to £75', does: ({ entity }) => entity.set('price', 7_500) },
    ],
    outcome:
      'Money is never settled silently: both amounts stand side by side under “To decide”, with who and when, until somebody takes one or writes another.',
    ends: { price: asks(6_000, 7_500) },
  },
  {
    title: 'One price, the same amount twice',
    rule: 'MERGE-3',
    kind: 'device',
    people: ['ana', 'ben'],
    steps: [
      'apart',
      { who: 'ana', says: 'sets the price to £60', does: ({ entity }) => entity.set('price', 6_000) },
      { who: 'ben', says: 'sets it to £60, too', does: ({ entity }) => entity.set('price', 6_000) },
    ],
    outcome: 'They agree, so nobody is asked.',
    ends: { price: shows(6_000) },
  },
  {
    title: 'Where a device stands, told by two',
    rule: 'MERGE-2',
    kind: 'device',
    people: ['ana', 'ben'],
    steps: [
      'apart',
      { who: 'ana', says: 'writes “Shelf A1”', does: ({ entity }) => entity.set('location', 'Shelf A1') },
      {
        who: 'ben',
        says: 'writes “Shelf B2” a moment later',
        does: ({ entity }) => entity.set('location', 'Shelf B2'),
      },
    ],
    outcome: 'The later one is shown, and nobody is asked about a shelf. The history has both.',
    ends: { location: shows('Shelf B2') },
  },
  {
    title: 'A status, two legal moves',
    rule: 'MERGE-3',
    kind: 'ticket',
    people: ['ana', 'ben'],
    steps: [
      { who: 'ana', says: 'has opened the ticket', does: ({ entity }) => entity.set('status', 'open') },
      'apart',
      { who: 'ana', says: 'moves it to pending', does: ({ entity }) => entity.set('status', 'pending') },
      { who: 'ben', says: 'moves it to resolved', does: ({ entity }) => entity.set('status', 'resolved') },
    ],
    outcome: 'Both moves were legal and they lead to different places: somebody is asked.',
    ends: { status: asks('pending', 'resolved') },
  },
  {
    title: 'One deletes what another changes',
    rule: 'MERGE-8',
    kind: 'ticket',
    people: ['ana', 'ben'],
    steps: [
      { who: 'ana', says: 'has a ticket “Kettle”', does: ({ entity }) => entity.set('subject', 'Kettle') },
      'apart',
      { who: 'ana', says: 'deletes it', does: ({ entity }) => entity.delete() },
      {
        who: 'ben',
        says: 'writes “Kettle, urgent”',
        does: ({ entity }) => entity.set('subject', 'Kettle, urgent'),
      },
    ],
    outcome:
      'Work is never deleted unseen: the ticket asks whether to keep or to delete it, and has Ben’s words.',
    ends: { subject: shows('Kettle, urgent'), deleted: asks() },
  },
  {
    title: 'Both take a payment',
    rule: 'MERGE-7',
    kind: 'order',
    people: ['ana', 'ben'],
    steps: [
      'apart',
      {
        who: 'ana',
        says: 'takes £20 in cash',
        does: ({ entity }) => void entity.append('payments', { method: 'cash', amount: 2_000 }),
      },
      {
        who: 'ben',
        says: 'takes £30 by card',
        does: ({ entity }) => void entity.append('payments', { method: 'card', amount: 3_000 }),
      },
    ],
    outcome: '£50 were paid, in two payments.',
    ends: { payments: sums(5_000, 2) },
  },
  {
    title: 'Both take one from the stock',
    rule: 'KIND-1',
    kind: 'item',
    people: ['ana', 'ben'],
    steps: [
      {
        who: 'ana',
        says: 'has received five screens',
        does: ({ entity }) => void entity.append('movements', { reason: 'received', quantity: 5 }),
      },
      'apart',
      {
        who: 'ana',
        says: 'uses one',
        does: ({ entity }) => void entity.append('movements', { reason: 'used', quantity: -1 }),
      },
      {
        who: 'ben',
        says: 'uses one',
        does: ({ entity }) => void entity.append('movements', { reason: 'used', quantity: -1 }),
      },
    ],
    outcome:
      'Three are left: what is in stock is the sum of what moved, never a number that somebody overwrites.',
    ends: { movements: sums(3, 3) },
  },
  {
    title: 'Tags put on and taken off',
    rule: 'MERGE-6',
    kind: 'ticket',
    people: ['ana', 'ben'],
    steps: [
      { who: 'ana', says: 'has put on “late”', does: ({ entity }) => entity.add('tags', 'late') },
      'apart',
      {
        who: 'ana',
        says: 'takes “late” off and puts “vip” on',
        does: ({ entity }) => {
          entity.remove('tags', 'late');
          entity.add('tags', 'vip');
        },
      },
      { who: 'ben', says: 'puts “waiting” on', does: ({ entity }) => entity.add('tags', 'waiting') },
    ],
    outcome: 'Each tag goes its own way: “vip” and “waiting” are on, “late” is off.',
    ends: { tags: shows(['vip', 'waiting']) },
  },
  {
    title: 'Undo of one’s own edit, while another writes',
    rule: 'UNDO-2',
    kind: 'device',
    people: ['ana', 'ben'],
    steps: [
      'apart',
      {
        who: 'ana',
        says: 'writes the brand and takes it back',
        does: ({ entity, history }) => {
          entity.set('location', 'Desk');
          history.boundary();
          entity.set('brand', 'Nokia');
          history.undo();
        },
      },
      { who: 'ben', says: 'writes the colour', does: ({ entity }) => entity.set('colour', 'Red') },
    ],
    outcome: 'Only what Ana took back is gone.',
    ends: { brand: shows(null), location: shows('Desk'), colour: shows('Red') },
  },
  {
    title: 'Undo of what another has written over',
    rule: 'UNDO-2',
    kind: 'device',
    people: ['ana', 'ben'],
    steps: [
      { who: 'ana', says: 'writes “Nokia”', does: ({ entity }) => entity.set('brand', 'Nokia') },
      'together',
      { who: 'ben', says: 'makes it “Apple”', does: ({ entity }) => entity.set('brand', 'Apple') },
      'together',
      { who: 'ana', says: 'presses undo', does: ({ history }) => void history.undo() },
    ],
    outcome: 'Undo never changes what somebody else wrote: it stays “Apple”, and Ana is told why.',
    ends: { brand: shows('Apple') },
  },
  {
    title: 'A page that is loaded anew without a network',
    rule: 'PEND-2',
    kind: 'device',
    people: ['ana', 'ben'],
    steps: [
      'apart',
      {
        who: 'ana',
        says: 'writes a diagnosis',
        does: ({ entity }) => entity.text('diagnosis').insert(0, 'Fuse blown.'),
      },
      { who: 'ben', says: 'writes the brand', does: ({ entity }) => entity.set('brand', 'Bosch') },
      'reload',
    ],
    outcome: 'What was written is on the device and goes up when there is a network again.',
    ends: { diagnosis: shows('Fuse blown.'), brand: shows('Bosch') },
  },
  {
    title: 'Somebody writes what they may not',
    rule: 'REFUSE-7',
    kind: 'device',
    people: ['ana', 'cai'],
    steps: [
      { who: 'ana', says: 'has set the price to £45', does: ({ entity }) => entity.set('price', 4_500) },
      'together',
      {
        who: 'cai',
        says: '(a technician, with a client that does not ask) sets it to £99 and writes a diagnosis',
        does: ({ entity }) => {
          entity.set('price', 9_900);
          entity.text('diagnosis').insert(0, 'Wet.');
        },
      },
    ],
    outcome:
      'The price stays £45 and nobody else saw £99 for a moment. The diagnosis is there. Cai is told why, and a manager can apply it.',
    ends: { price: shows(4_500), diagnosis: shows('Wet.') },
    sentBack: { who: 'cai', field: 'price', rule: 'role' },
  },
  {
    title: 'A device that was away comes back with an old edit',
    rule: 'MERGE-2',
    kind: 'device',
    people: ['ana', 'ben'],
    steps: [
      'apart',
      {
        who: 'ben',
        says: 'writes where it stands and what colour it is, and does not come back for weeks',
        does: ({ entity }) => {
          entity.set('location', 'Van');
          entity.set('colour', 'Blue');
        },
      },
      {
        who: 'ana',
        says: 'writes where it stands since',
        does: ({ entity }) => entity.set('location', 'Shelf C3'),
      },
    ],
    outcome: 'What is older does not cover what is newer, and what nobody else touched is there.',
    ends: { location: shows('Shelf C3'), colour: shows('Blue') },
  },
  {
    title: 'A clock that is an hour fast',
    rule: 'CLOCK-2',
    kind: 'device',
    people: ['ana', 'dee'],
    steps: [
      'apart',
      {
        who: 'dee',
        says: '(whose clock is an hour fast) writes “Van”',
        does: ({ entity }) => entity.set('location', 'Van'),
      },
      {
        who: 'ana',
        says: 'writes “Shelf A1” a moment later',
        does: ({ entity }) => entity.set('location', 'Shelf A1'),
      },
    ],
    outcome: 'The later one is shown: devices take the relay’s time, not their own.',
    ends: { location: shows('Shelf A1') },
  },
  {
    title: 'Two claim one device',
    unpictured: true,
    rule: 'KIND-4',
    kind: 'device',
    people: ['ana', 'ben'],
    steps: [
      'apart',
      { who: 'ana', says: 'presses “I’m on it”', does: ({ entity }) => entity.set('claimedBy', 'ana') },
      { who: 'ben', says: 'presses it, too', does: ({ entity }) => entity.set('claimedBy', 'ben') },
    ],
    outcome: 'A claim is a hint and stops nobody: the later one shows, and nobody is asked.',
    ends: { claimedBy: shows('ben') },
  },
  {
    title: 'Both take a photo',
    unpictured: true,
    rule: 'MERGE-6',
    kind: 'device',
    people: ['ana', 'ben'],
    steps: [
      'apart',
      { who: 'ana', says: 'takes one', does: ({ entity }) => entity.add('photosBefore', 'photo-a') },
      { who: 'ben', says: 'takes one', does: ({ entity }) => entity.add('photosBefore', 'photo-b') },
    ],
    outcome: 'Both are there.',
    ends: { photosBefore: shows(['photo-a', 'photo-b']) },
  },
  {
    title: 'One order, two numbers',
    rule: 'MERGE-3',
    kind: 'order',
    people: ['ana', 'ben'],
    steps: [
      'apart',
      { who: 'ana', says: 'numbers it RM-20001', does: ({ entity }) => entity.set('number', 'RM-20001') },
      { who: 'ben', says: 'numbers it RM-20002', does: ({ entity }) => entity.set('number', 'RM-20002') },
    ],
    outcome:
      'A number that is on a label is not changed silently: somebody is asked. (Check-in gives each device a range of its own, so two orders do not meet.)',
    ends: { number: asks('RM-20001', 'RM-20002') },
  },
  {
    title: 'A client’s telephone number, changed by two',
    rule: 'MERGE-5',
    kind: 'client',
    people: ['ana', 'ben'],
    steps: [
      'apart',
      {
        who: 'ana',
        says: 'writes 029 2018 0001',
        does: ({ entity }) => entity.set('phone', '029 2018 0001'),
      },
      {
        who: 'ben',
        says: 'writes 029 2018 0002 a moment later',
        does: ({ entity }) => entity.set('phone', '029 2018 0002'),
      },
    ],
    outcome:
      'The later one is shown, and nobody is asked; what people write goes before what the legacy system says. The history has both.',
    ends: { phone: shows('029 2018 0002') },
  },
  {
    title: 'Two settle one question at once',
    rule: 'HIST-3',
    kind: 'device',
    people: ['ana', 'ben'],
    steps: [
      'apart',
      { who: 'ana', says: 'sets the price to £60', does: ({ entity }) => entity.set('price', 6_000) },
      { who: 'ben', says: 'sets it to £75', does: ({ entity }) => entity.set('price', 7_500) },
      'together',
      'apart',
      { who: 'ana', says: 'settles it for £75', does: ({ entity }) => entity.set('price', 7_500) },
      { who: 'ben', says: 'settles it for £60', does: ({ entity }) => entity.set('price', 6_000) },
    ],
    outcome: 'They still do not agree, so it is asked again. Had both taken the same, it would be settled.',
    ends: { price: asks(6_000, 7_500) },
  },
  {
    title: 'One brings back an old text while another goes on writing',
    rule: 'HIST-7',
    kind: 'device',
    people: ['ana', 'ben'],
    steps: [
      {
        who: 'ana',
        says: 'has “Board dead.” where “Fuse blown.” was',
        does: ({ entity }) => entity.text('diagnosis').insert(0, 'Board dead.'),
      },
      'apart',
      {
        who: 'ana',
        says: 'brings “Fuse dead.” back from the history',
        does: ({ entity }) => void exchange(entity.text('diagnosis'), 'Fuse dead.'),
      },
      {
        who: 'ben',
        says: 'writes “ Ordered.” behind it',
        does: ({ entity }) => entity.text('diagnosis').insert(11, ' Ordered.'),
      },
    ],
    outcome: 'What differs is exchanged, and what Ben wrote meanwhile stays.',
    ends: { diagnosis: shows('Fuse dead. Ordered.') },
  },
  {
    title: 'An appointment that two people move',
    rule: 'KIND-2',
    kind: 'appointment',
    people: ['ana', 'ben'],
    steps: [
      { who: 'ana', says: 'has booked ten o’clock', does: ({ entity }) => entity.set('start', ten) },
      'apart',
      { who: 'ana', says: 'moves it to eleven', does: ({ entity }) => entity.set('start', ten + hour) },
      { who: 'ben', says: 'moves it to noon', does: ({ entity }) => entity.set('start', ten + 2 * hour) },
    ],
    outcome: 'The client was promised both: somebody is asked.',
    ends: { start: asks(ten + hour, ten + 2 * hour) },
  },
  {
    title: 'What somebody may not read',
    rule: 'READ-3',
    kind: 'pay',
    people: ['ana', 'cai'],
    steps: [{ who: 'ana', says: 'writes what Cai earns', does: ({ entity }) => entity.set('rate', 1_500) }],
    outcome: 'Cai’s device never has it: not in a list, not in a search, not in a file on the disk.',
    ends: { rate: shows(1_500) },
    unseenBy: 'cai',
  },
];
