/** What a resource offers: routes whose handlers are plain functions from a call to an answer, each one transaction. */
import { badRequest } from './refusal.ts';

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
export type Body = Readonly<Record<string, unknown>>;

/** Who asks, where the API knows. */
export interface Caller {
  readonly userId: string;
  readonly role: string;
}

export interface Call {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** A JSON object; empty where there was none. */
  readonly body: Body;
  readonly caller: Caller | undefined;
  /** As the request carries it; section 1.4 decides by it. */
  readonly userAgent: string;
}

/** An answer that is not `{ success: true, data }` with 200, or not JSON. */
export class Reply {
  readonly body: unknown;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}) {
    this.body = body;
    this.status = status;
    this.headers = headers;
  }
}

export interface Route {
  readonly method: Method;
  /** Below the API's root, parameters as `:o`: `/orders/:o/devices/:d`. */
  readonly path: string;
  /** Who may: a page of section 1.11, `any` for everybody signed in, `open` for everybody. */
  readonly page: string;
  readonly handle: (call: Call) => unknown;
}

/** How a request is counted and how faults are aimed: `PATCH /orders/:o`. */
export const kindOf = ({ method, path }: Pick<Route, 'method' | 'path'>): string => `${method} ${path}`;

/** A value of the body that is a text, where it is there. */
export function textIn(body: Body, key: string): string | undefined {
  const value = body[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw badRequest(`${key} must be a string`);
  return value;
}

/** @throws Refusal 400 when it is missing, empty or no text. */
export function requireText(body: Body, key: string, words = `${key} is required`): string {
  const value = textIn(body, key);
  if (value === undefined || value.trim() === '') throw badRequest(words);
  return value;
}

/** A number, also where it was sent as a string. */
export function numberIn(body: Body, key: string): number | undefined {
  const value = body[key];
  if (value === undefined || value === null || value === '') return undefined;
  const number = typeof value === 'number' ? value : typeof value === 'string' ? Number(value) : Number.NaN;
  if (!Number.isFinite(number)) throw badRequest(`${key} must be a number`);
  return number;
}

/** 0 or 1, of whatever way there is to say it. */
export function flagIn(body: Body, key: string): 0 | 1 | undefined {
  const value = body[key];
  if (value === undefined || value === null) return undefined;
  if (value === true || value === 1 || value === '1' || value === 'true') return 1;
  if (value === false || value === 0 || value === '0' || value === 'false') return 0;
  throw badRequest(`${key} must be a boolean`);
}
