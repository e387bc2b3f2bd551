/** Loading what is fetched when it is first wanted. What failed stays failed until somebody asks for another try. Knows no React. */

/** A part of the page did not come: no connection, or a newer build has taken its place. */
export class PartNotLoaded extends Error {
  override readonly name = 'PartNotLoaded';
}

const failed = new Set<() => void>();

/** What failed to load before is loaded again when it is wanted the next time. */
export function loadFailedAgain(): void {
  for (const begin of failed) begin();
  failed.clear();
}

/**
 * @param make what is made of a try; made once, and anew after a failure and `loadFailedAgain`
 * @returns the present one
 */
export function retried<Part, Made>(
  load: () => Promise<Part>,
  make: (load: () => Promise<Part>) => Made,
): () => Made {
  const loadOnce = async (): Promise<Part> => {
    try {
      return await load();
    } catch (error) {
      failed.add(begin);
      throw new PartNotLoaded('a part of the page did not come', { cause: error });
    }
  };
  let made: Made;
  const begin = (): void => {
    made = make(loadOnce);
  };
  begin();
  return () => made;
}
