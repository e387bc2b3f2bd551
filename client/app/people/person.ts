/** Somebody else, as shown beside a field or a record. */
export interface Person {
  /** Tells two sessions of one user apart. */
  readonly key: string;
  readonly user: string;
  readonly name: string;
  readonly color: string;
  readonly idle: boolean;
}
