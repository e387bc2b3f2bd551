/** Parts of the page that are fetched when they are first wanted. React keeps the error of one that did not come for ever; here it can be tried again. */
import { createElement, lazy, type ComponentType } from 'react';
import { retried } from './loading.ts';

/** @throws PartNotLoaded while it is drawn, for the boundary around it */
export function lazyPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  const part = retried(load, (loadOnce) => lazy(async () => ({ default: await loadOnce() })));
  return (props) => createElement<Props>(part() as unknown as ComponentType<Props>, props);
}
