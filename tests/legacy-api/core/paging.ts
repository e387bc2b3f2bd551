/** Pages by number over rows that may move (section 1.3). */
import { badRequest } from './refusal.ts';
import type { Call } from './route.ts';
import type { Choices } from '../choices.ts';

export interface PageAsked {
  readonly page: number;
  readonly limit: number;
  readonly offset: number;
}

/** @throws Refusal 400 when a number is none. */
export function pageAsked({ query }: Call, choices: Choices, usual = 20): PageAsked {
  const page = whole(query['page'], 'page', 1);
  const asked = whole(query['limit'], 'limit', usual);
  if (asked > 100 && choices.limitAbove100 === 'refuse') throw badRequest('limit must be at most 100');
  const limit = Math.min(asked, 100);
  return { page, limit, offset: (page - 1) * limit };
}

function whole(text: string | undefined, name: string, usual: number): number {
  if (text === undefined || text === '') return usual;
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw badRequest(`${name} must be a positive integer`);
  return number;
}

export const totalPages = (total: number, limit: number): number => Math.ceil(total / limit);
