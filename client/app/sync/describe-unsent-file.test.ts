import { expect, test } from 'vitest';
import { BadUnsentFile, type UnsentFileProblem } from '../../replica/unsent-file.ts';
import { describeTakenIn, describeUnsentFileProblem } from './describe-unsent-file.ts';

const told = (edits: number, records: number, known: number): string =>
  describeTakenIn({ edits, records, known });

test('EXPORT-3: what a file brought is told with what was here already', () => {
  expect(told(4, 2, 0)).toBe('4 edits in 2 records taken in, to be sent.');
  expect(told(1, 1, 1)).toBe('1 edit in 1 record taken in, to be sent. 1 edit of the file was here already.');
  expect(told(0, 0, 4)).toBe('Nothing new: this device has all 4 edits of the file.');
  expect(told(0, 0, 0)).toBe('The file holds no edits.');
});

test('EXPORT-4: every reason not to take a file in is told in words of its own', () => {
  const problems: UnsentFileProblem[] = ['not-one', 'newer', 'damaged', 'other-shop', 'other-user'];
  const said = [...problems.map((each) => new BadUnsentFile(each)), new Error('disk')].map(
    describeUnsentFileProblem,
  );
  expect(new Set(said).size).toBe(said.length);
  for (const each of said) expect(each).toMatch(/Nothing was taken in\.$/);
});
