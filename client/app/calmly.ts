/**
 * A change is shown in the next frame that the screen draws. Many changes in a row, such as pages of catching up, are shown a
 * few times a second: drawing a list costs more than the change, and nobody reads faster.
 */
import type { Subscribe } from './use-version.ts';

/** Milliseconds between two drawings of what does not stop changing. */
const rest = 150;

export function calmly(subscribe: Subscribe): Subscribe {
  return (changed) => {
    let frame = 0;
    let timer = 0;
    let isResting = false;
    let isWaiting = false;
    const show = (): void => {
      // A tab in the background draws no frames, and has nobody to show them to.
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        isResting = true;
        timer = window.setTimeout(() => {
          isResting = false;
          if (isWaiting) show();
          isWaiting = false;
        }, rest);
        changed();
      });
    };
    const stop = subscribe(() => {
      if (isResting) isWaiting = true;
      else show();
    });
    return () => {
      stop();
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  };
}
