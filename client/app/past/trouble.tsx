/** Why there is no history to show just now, and how to ask again. */
import { Button } from '@mantine/core';
import { never } from '../../../shared/lib/assert.ts';
import type { RelayTrouble } from '../../replica/relay-api.ts';
import { Empty } from '../parts/empty.tsx';

interface TroubleProps {
  readonly trouble: RelayTrouble;
  /** What lives on the relay alone: `History`, `What was sent back`. */
  readonly what: string;
  readonly again: () => void;
}

export function Trouble({ trouble, what, again }: TroubleProps) {
  const { title, text } = wordsOf(trouble, what);
  return (
    <div data-testid="trouble" data-trouble={trouble}>
      <Empty
        title={title}
        action={
          <Button variant="default" onClick={again}>
            Try again
          </Button>
        }
      >
        {text}
      </Empty>
    </div>
  );
}

function wordsOf(trouble: RelayTrouble, what: string): { readonly title: string; readonly text: string } {
  switch (trouble) {
    case 'offline':
      return {
        title: `${what} lives on the relay`,
        text: 'There is no connection to it just now. It comes by itself when there is one again; everything else works meanwhile.',
      };
    case 'not-found':
      return {
        title: 'The relay does not know it yet',
        text: 'It has not been sent, or it is not for your role to read.',
      };
    case 'forbidden':
      return {
        title: 'This is not for you',
        text: 'Your role may not look at it, or your sign-in has ended.',
      };
    case 'conflict':
    case 'gone':
    case 'invalid':
    case 'failed':
      return { title: 'The relay could not say', text: 'Something is wrong there. It may work in a moment.' };
    default:
      return never(trouble, 'trouble');
  }
}
