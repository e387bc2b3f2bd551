import { expect, test } from 'vitest';
import { mailHref, phoneHref } from './reach.ts';

test.each([
  ['07700 900123', 'tel:07700900123'],
  ['+44 (0) 29-2018 0123', 'tel:+4402920180123'],
  ['0123;phone-context=evil', 'tel:0123'],
])('RECORD-11: %s is rung as %s', (typed, href) => {
  expect(phoneHref(typed)).toBe(href);
});

test.each([
  [' rhys@example.org ', 'mailto:rhys@example.org'],
  ['rhys@example.org?bcc=all@example.org', 'mailto:rhys@example.org%3Fbcc%3Dall@example.org'],
])('RECORD-11: %s is written to as %s, and to nobody else', (typed, href) => {
  expect(mailHref(typed)).toBe(href);
});
