/** Where the labels of an order are printed. */
import { pagePath } from '../route.ts';

export const labelsPath = (shop: string, order: string): string =>
  `${pagePath(shop, 'labels')}?order=${order}`;
