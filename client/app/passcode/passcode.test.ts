import { expect, test } from 'vitest';
import { dotsOf, passcodeKindOf, passcodeProblem, withDot } from './passcode.ts';

test('SECRET-6: a pattern is its dots in their order, each once', () => {
  const drawn = [1, 2, 5, 2, 8].reduce(withDot, '');
  expect(drawn).toBe('1-2-5-8');
  expect(dotsOf(drawn)).toEqual([1, 2, 5, 8]);
  for (const none of ['', '1-1', '0-1', '1-', '12', '4711', '1-2-3-4-5-6-7-8-9-1']) {
    expect(dotsOf(none), none).toBeUndefined();
  }
});

test.each([
  ['pin', '0471', undefined],
  ['pin', '', 'It is empty.'],
  ['pin', '47a1', 'A PIN has digits only.'],
  ['password', ' correct horse ', undefined],
  ['password', '   ', 'It is empty.'],
  ['password', 'x'.repeat(21), 'At most 20 characters.'],
  ['pattern', '1-2-5-8', undefined],
  ['pattern', '1-2-5', 'A pattern joins at least 4 dots.'],
  ['pattern', '', 'Join the dots first.'],
] as const)('SECRET-6: a %s of “%s” is told what it lacks', (kind, text, problem) => {
  expect(passcodeProblem(kind, text, 20)).toBe(problem);
});

test('SECRET-6: no passcode, and a kind that nobody knows, are none', () => {
  expect(['pin', 'none', null, 'retina'].map(passcodeKindOf)).toEqual([
    'pin',
    undefined,
    undefined,
    undefined,
  ]);
});
