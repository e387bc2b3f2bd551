/** Many changes at once, such as a page of catching up, are shown once for each frame that the screen draws. */
import type { Subscribe } from './use-version.ts';

export function calmly(subscribe: Subscribe): Subscribe {
  return (changed) => {
    let frame = 0;
    const stop = subscribe(() => {
      // A tab in the background draws no frames, and has nobody to show them to.
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        changed();
      });
    });
    return () => {
      stop();
      cancelAnimationFrame(frame);
    };
  };
}
