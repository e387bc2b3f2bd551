import { expect, test } from 'vitest';
import type { EntityId, FileId, KindName } from '../../../shared/lib/ids.ts';
import { UnreadablePicture } from '../../replica/files/types.ts';
import { NotOnThisDevice } from '../change-record.ts';
import { takePictures } from './take-pictures.ts';

const pictures = (...names: string[]): File[] => names.map((name) => new File([], name));

test('PHOTO-11: of a batch whatever can be taken is taken, and each that was not is told with the reason', async () => {
  const put: FileId[] = [];
  const givenUp: FileId[] = [];
  const reported: unknown[] = [];
  let busy = 5;
  const broken = new Error('the disk is gone');
  const told = await takePictures(pictures('a.jpg', 'b.heic', 'c.jpg', 'd.jpg', 'e.jpg'), {
    add: ({ name }) => {
      if (name === 'b.heic') return Promise.reject(new UnreadablePicture('no decoder'));
      if (name === 'c.jpg') return Promise.reject(broken);
      return Promise.resolve(name as FileId);
    },
    put: (id) => {
      if ((id as string) === 'd.jpg')
        return Promise.reject(new NotOnThisDevice({ kind: 'device' as KindName, id: 'd1' as EntityId }));
      put.push(id);
      return undefined;
    },
    giveUp: (id) => void givenUp.push(id),
    done: () => (busy -= 1),
    report: (error) => void reported.push(error),
  });
  expect(put).toEqual(['a.jpg', 'e.jpg']);
  expect(givenUp).toEqual(['d.jpg']);
  expect(busy).toBe(0);
  expect(reported).toEqual([broken]);
  expect(told).toBe(
    'This device cannot read b.heic as a picture. JPEG, PNG and WebP always work. ' +
      'Not taken: d.jpg. This record comes with the next connection. Not taken: c.jpg. Please try again.',
  );
});
