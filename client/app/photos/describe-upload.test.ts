import { expect, test } from 'vitest';
import { describeUpload } from './describe-upload.ts';

test('PHOTO-11: each state has its words, and what is only in memory is said so', () => {
  expect(describeUpload({ state: 'done' })).toBe('');
  expect(describeUpload({ state: 'waiting', saved: true })).toBe('Waiting to be sent.');
  expect(describeUpload({ state: 'waiting', saved: false })).toContain('keep it open');
  expect(describeUpload({ state: 'uploading', saved: true, progress: 0.256 })).toBe('Being sent, 26 %.');
  expect(describeUpload({ state: 'failed', saved: true, reason: 'quota-exceeded', retryAt: null })).toBe(
    "Not sent: the shop's room for photos is full.",
  );
  expect(describeUpload({ state: 'failed', saved: true, reason: 'unavailable', retryAt: 5 })).toContain(
    'tried again by itself',
  );
});
