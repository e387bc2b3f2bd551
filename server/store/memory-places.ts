/** Where the records of one shop are, without a disk; the same answers as `places.ts` gives. */
import { entityKey, parseEntityKey, type EntityKey, type EntityName } from '../../shared/lib/ids.ts';
import { everywhere, isPlaced, type PlaceSaid } from '../../shared/schema/place.ts';
import { fieldsIn, filesShown, isNoted, placeAtFirst, settlePlace, type PlaceTable } from './place-table.ts';
import type { Seq } from './store.ts';

interface Placed {
  place: string;
  said: PlaceSaid | undefined;
  by: string;
  files: readonly string[];
  /** When it left each place. */
  readonly departed: Map<string, Seq>;
}

export class MemoryPlaces {
  readonly #of = new Map<EntityKey, Placed>();

  begin(name: EntityName, author: string): void {
    const place = placeAtFirst(name.kind, author);
    this.#of.set(entityKey(name), { place, said: undefined, by: '', files: [], departed: new Map() });
  }

  of(name: EntityKey): string {
    return this.#of.get(name)?.place ?? everywhere;
  }

  erase(name: EntityName): void {
    this.#of.delete(entityKey(name));
  }

  /** `take` gives the next number of the shop, at which a record came to where it is. */
  note(
    name: EntityName,
    json: string,
    { author, isNew = false }: { readonly author?: string; readonly isNew?: boolean },
    take: (moved: EntityKey) => Seq,
  ): void {
    const fields = isNoted(name.kind) ? fieldsIn(json) : undefined;
    const placed = this.#of.get(entityKey(name));
    if (!fields || !placed) return;
    if (isPlaced(name.kind)) {
      const table = this.#table(take, isNew ? entityKey(name) : undefined);
      settlePlace(table, name, fields, author);
    }
    placed.files = filesShown(name.kind, fields);
  }

  left(
    after: Seq,
    upTo: Seq,
    places: readonly string[],
    without: readonly string[] = [],
  ): readonly EntityKey[] {
    const isLeft = ({ place, departed }: Placed): boolean =>
      !places.includes(place) &&
      [...departed].some(([from, seq]) => places.includes(from) && seq > after && seq <= upTo);
    return [...this.#of]
      .filter(([name, placed]) => isLeft(placed) && !without.includes(parseEntityKey(name)?.kind ?? ''))
      .map(([name]) => name);
  }

  isUsed(location: string): boolean {
    return [...this.#of.values()].some(({ said }) => said?.own === location);
  }

  showing(file: string): readonly string[] {
    return [
      ...new Set(
        [...this.#of.values()].filter(({ files }) => files.includes(file)).map(({ place }) => place),
      ),
    ];
  }

  #table(take: (moved: EntityKey) => Seq, isNew: EntityKey | undefined): PlaceTable {
    return {
      placeOf: (name) => this.#of.get(name)?.place,
      under: (parent) =>
        [...this.#of].filter(([, { said }]) => said?.parent === parent).map(([name]) => name),
      note: (name, said, by) => {
        const placed = this.#of.get(name);
        if (!placed) return '';
        if (placed.said?.own !== said.own || placed.said.parent !== said.parent) {
          placed.said = said;
          placed.by = by ?? placed.by;
        }
        return placed.by;
      },
      move: (name, before, place) => {
        const placed = this.#of.get(name);
        if (!placed) return;
        placed.place = place;
        if (name !== isNew) placed.departed.set(before, take(name));
      },
    };
  }
}
