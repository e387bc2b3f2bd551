import { expect, test } from 'vitest';
import { replica as copy } from '../../../shared/document/scene.ts';
import { must } from '../../../shared/lib/assert.ts';
import type { EntityId, EntityName, KindName } from '../../../shared/lib/ids.ts';
import type { Role } from '../../../shared/schema/field.ts';
import { kindNamed } from '../../../shared/schema/kinds.ts';
import { NoAnswer } from '../../replica/relay-api.ts';
import { keepPasscode } from './keep-passcode.ts';

const device: EntityName = { kind: 'device' as KindName, id: 'd1' as EntityId };

function counter(role: Role = 'manager') {
  const { entity } = copy('ana', 1, must(kindNamed('device'), 'a kind'));
  const done: string[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const keeping = keepPasscode(
    {
      role,
      author: 'ana',
      relay: { put: (path, body) => (done.push(`${path} ${JSON.stringify(body)}`), promise) },
      records: {
        open: (name) => {
          done.push('opened');
          const close = (): void => void done.push('closed');
          const loaded = Promise.resolve();
          return { name, loaded, isHere: true, entity, subscribe: () => () => undefined, close };
        },
        status: () => ({ state: 'completed' }),
        subscribeStatus: () => () => undefined,
      },
    },
    device,
    'pin',
    '4711',
    null,
  );
  return { entity, done, keeping, resolve, reject };
}

test('SECRET-6: the kind of a passcode is written once the relay has it, into the record as it is open then', async () => {
  const { entity, done, keeping, resolve } = counter();
  expect(done).toEqual(['device/d1/secrets/passcode {"value":"4711","seen":null}']);
  expect(entity.get('passcodeKind')).not.toBe('pin');
  resolve({ set: true });
  await keeping;
  expect(done.slice(1)).toEqual(['opened', 'closed']);
  expect(entity.get('passcodeKind')).toBe('pin');
});

test('SECRET-6: nothing is written when the relay did not take it, or by who may not', async () => {
  const refused = counter();
  refused.reject(new NoAnswer('offline'));
  await expect(refused.keeping).rejects.toMatchObject({ trouble: 'offline' });
  expect(refused.entity.get('passcodeKind')).not.toBe('pin');
  const looking = counter('view');
  looking.resolve({ set: true });
  await looking.keeping;
  expect(looking.entity.get('passcodeKind')).not.toBe('pin');
});
