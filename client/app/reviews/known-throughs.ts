/** What the relay said through which values were written, and of which questions it has said all it knows. */
import type { RelayApi } from '../../replica/relay-api.ts';
import type { OpenQuestion } from './open-questions.ts';
import { readThroughs, type Throughs } from './throughs.ts';

/** Records of one answer, and answers that are asked for: those of the gravest questions come first. */
const pageSize = 100;
const mostPages = 5;

export class KnownThroughs {
  readonly #relay: Pick<RelayApi, 'get'>;
  readonly #answered = new Set<string>();
  #known: Throughs = new Map();

  constructor(relay: Pick<RelayApi, 'get'>) {
    this.#relay = relay;
  }

  /** Another one whenever there is more. */
  get known(): Throughs {
    return this.#known;
  }

  /** Questions that nobody asked about as they stand now: a record that changed may have other values. */
  missing(questions: readonly Pick<OpenQuestion, 'kind' | 'row' | 'field'>[]): readonly string[] {
    return questions
      .map(({ kind, row, field }) => `${kind.name}/${row.id}/${field}@${row.at}`)
      .filter((key) => !this.#answered.has(key));
  }

  /** Asks about what is missing. @throws NoAnswer, and what `signal` was aborted with */
  async ask(missing: readonly string[], signal: AbortSignal): Promise<void> {
    let cursor = '';
    for (let page = 0; page < mostPages; page++) {
      const answer = await this.#relay.get(`reviews?limit=${pageSize}${cursor}`, signal);
      signal.throwIfAborted();
      const { throughs, next } = readThroughs(answer);
      this.#known = new Map([...this.#known, ...throughs]);
      if (next === null) break;
      cursor = `&cursor=${encodeURIComponent(next)}`;
    }
    for (const key of missing) this.#answered.add(key);
  }
}
