/** How a browser lets others on the page's thread have their turn: keys, frames, answers of the disk and of the network. */
import type { GiveTurn } from './replica/slice.ts';

type PostTask = (
  run: () => void,
  options: { readonly priority: 'user-visible' | 'background' },
) => Promise<void>;

/**
 * Not a timer where it can be helped: browsers let those of a page in the background, and nested ones anywhere, wait. The
 * scheduler, where there is one, also knows what is more urgent.
 */
export function turnsOfBrowser(): GiveTurn {
  const { scheduler } = globalThis as { readonly scheduler?: { readonly postTask?: PostTask } };
  if (scheduler?.postTask) {
    return (urgency) =>
      scheduler.postTask?.(() => undefined, {
        // Idle work of a page that nobody sees would wait for good.
        priority:
          urgency === 'idle' && document.visibilityState === 'visible' ? 'background' : 'user-visible',
      }) ?? Promise.resolve();
  }
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.addEventListener('message', () => waiting.shift()?.());
  port1.start();
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      port2.postMessage(null);
    });
}
