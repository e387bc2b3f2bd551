import type { Session } from './sessions.ts';

/** What somebody finds of their account here: whom an identity provider signs in has devices only. */
export const accountTitle = ({ elsewhere }: Session): string =>
  elsewhere ? 'Your devices' : 'Password, PIN and devices';
