/** What the dashboard asks the relay, each answer as what it is: told, refused with its words, signed out, or nobody there. */
import type { Overview } from '../../shared/operator/overview.ts';
import type { Connections, Disconnect, DocumentTold, Looked } from '../../shared/operator/told.ts';

export type Answer<T> =
  | { readonly kind: 'told'; readonly value: T }
  /** The relay said no; its words are for the person. */
  | { readonly kind: 'problem'; readonly title: string; readonly detail: string; readonly status: number }
  /** The token opens nothing any more. */
  | { readonly kind: 'signed-out' }
  /** Nobody answered, or somebody who is no relay. */
  | { readonly kind: 'away' };

export interface Entered {
  readonly token: string;
  /** When it ends, in milliseconds. */
  readonly ends: number;
}

export interface DrainTold {
  readonly sockets: number;
  readonly stored: boolean;
  readonly folded: boolean;
  readonly ending: boolean;
}

export interface ConnectionsAsked {
  readonly shop: string;
  readonly user: string;
}

/** How long an answer may take before the relay counts as gone, in milliseconds. */
const patience = 8_000;

export class OperatorApi {
  readonly #fetch: typeof fetch;
  readonly #token: () => string;

  constructor(fetcher: typeof fetch, token: () => string) {
    this.#fetch = fetcher;
    this.#token = token;
  }

  enter(link: string): Promise<Answer<Entered>> {
    return this.#ask('enter', { link }, 'POST');
  }

  overview(): Promise<Answer<Overview>> {
    return this.#ask('dashboard/overview');
  }

  look(): Promise<Answer<Looked>> {
    return this.#ask('dashboard/look');
  }

  connections({ shop, user }: ConnectionsAsked): Promise<Answer<Connections>> {
    const query = new URLSearchParams({ limit: '200', ...(shop && { shop }), ...(user && { user }) });
    return this.#ask(`dashboard/connections?${query}`);
  }

  document(shop: string, record: string): Promise<Answer<DocumentTold>> {
    return this.#ask(`dashboard/document?${new URLSearchParams({ shop, record })}`);
  }

  disconnect(whose: Disconnect): Promise<Answer<{ readonly closed: number }>> {
    return this.#ask('dashboard/disconnect', whose, 'POST');
  }

  drain(end: boolean): Promise<Answer<DrainTold>> {
    return this.#ask('drain', { end }, 'POST');
  }

  async #ask<T>(path: string, body?: object, method = 'GET'): Promise<Answer<T>> {
    const token = this.#token();
    try {
      const answer = await this.#fetch(`/api/operator/${path}`, {
        method,
        headers: {
          ...(token !== '' && { Authorization: `Bearer ${token}` }),
          ...(body && { 'Content-Type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
        cache: 'no-store',
        signal: AbortSignal.timeout(patience),
      });
      const isProblem = answer.headers.get('content-type')?.includes('problem+json') === true;
      // A proxy in front of a relay that is gone answers, too, and not as a relay does.
      if (!answer.ok && !isProblem) return { kind: 'away' };
      const told: unknown = await answer.json();
      if (answer.ok) return { kind: 'told', value: told as T };
      if (answer.status === 401) return { kind: 'signed-out' };
      return { kind: 'problem', status: answer.status, ...wordsOf(told) };
    } catch {
      return { kind: 'away' };
    }
  }
}

function wordsOf(told: unknown): { readonly title: string; readonly detail: string } {
  const text = (name: string): string => {
    const value = typeof told === 'object' && told !== null ? Reflect.get(told, name) : undefined;
    return typeof value === 'string' ? value : '';
  };
  return { title: text('title') || 'The relay refused', detail: text('detail') };
}
