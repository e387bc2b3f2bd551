/** What a plain click on a link inside the page does: go there without a load. Modified clicks stay the browser's. */
import type { MouseEvent } from 'react';
import { goTo } from '../use-route.ts';

export function followLink(event: MouseEvent<HTMLAnchorElement>): void {
  const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  if (!plain || event.defaultPrevented) return;
  event.preventDefault();
  const { pathname, search } = new URL(event.currentTarget.href);
  goTo(pathname + search);
}
