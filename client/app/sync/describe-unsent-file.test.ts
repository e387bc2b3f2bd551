import { expect, test } from 'vitest';
import { BadUnsentFile, type UnsentFileProblem } from '../../replica/unsent-file.ts';
import { describeTakenIn, describeUnsentFileProblem } from './describe-unsent-file.ts';

const told = (edits: number, records: number, known: number, erased = 0): string =>
  describeTakenIn({ edits, records, known, erased });

test('EXPORT-3: what a file brought is told with what was here already', () => {
  expect(told(4, 2, 0)).toBe('4 edits in 2 records taken in, to be sent.');
  expect(told(1, 1, 1)).toBe('1 edit in 1 record taken in, to be sent. 1 edit of the file was here already.');
  expect(told(0, 0, 4)).toBe('Nothing new: this device has all 4 edits of the file.');
  expect(told(0, 0, 0)).toBe('The file holds no edits.');
});

test('ERASE-6: edits of records that were erased are told as left out', () => {
  expect(told(0, 0, 0, 1)).toBe('1 edit of records that were erased was left out.');
  expect(told(4, 2, 0, 2)).toBe(
    '4 edits in 2 records taken in, to be sent. 2 edits of records that were erased were left out.',
  );
  expect(told(0, 0, 1, 2)).toBe(
    'Nothing new: this device has the edit of the file. 2 edits of records that were erased were left out.',
  );
});

test('EXPORT-4: every reason not to take a file in is told in words of its own', () => {
  const problems: UnsentFileProblem[] = ['not-one', 'newer', 'damaged', 'other-shop', 'other-user'];
  const said = [...problems.map((each) => new BadUnsentFile(each)), new Error('disk')].map(
    describeUnsentFileProblem,
  );
  expect(new Set(said).size).toBe(said.length);
  for (const each of said) expect(each).toMatch(/Nothing was taken in\.$/);
});
