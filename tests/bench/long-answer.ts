/** A load that answers more than a channel between processes holds at once. */
import { asLoad } from '../../bench/fan-out/load-process.ts';

asLoad(({ letters }: { readonly letters: number }, tell) => {
  tell('measuring');
  return Promise.resolve({ answer: 'x'.repeat(letters) });
});
