import { expect, test } from 'vitest';
import { describeCameBack, readCameBack } from './provider-api.ts';

test('OIDC-8: what stands in the address of whoever came back is read, and leads to no other page', () => {
  expect(readCameBack('/demo', '#shop=demo&user=ana')).toBeUndefined();
  expect(readCameBack('/signed-in', '#shop=demo&user=ana&to=%2Fdemo%2Forder')).toEqual({
    as: 'in',
    shop: 'demo',
    user: 'ana',
    to: '/demo/order',
  });
  expect(readCameBack('/signed-in', '#shop=demo&user=ana&to=//evil.example')).toMatchObject({ to: '/' });
  expect(readCameBack('/signed-in', '#refused=denied&to=/demo')).toEqual({
    as: 'refused',
    why: 'denied',
    to: '/demo',
  });
  expect(readCameBack('/signed-in', '')).toMatchObject({ as: 'refused', why: '' });
  expect(describeCameBack('away')).toContain('cannot be reached');
  expect(describeCameBack('what?')).toContain('Begin again');
});
