/** What is read aloud to somebody who moves cards without seeing them. */
import type { Announcements, UniqueIdentifier } from '@dnd-kit/core';
import { inWords } from '../words.ts';
import { droppedOn } from './lifting.ts';

export const instructions = {
  draggable:
    'Arrow keys go from card to card, Enter opens. Space lifts the card: then arrow keys choose where to, space moves it there, Escape leaves it. M opens a menu, C says that you are on it.',
};

export function announcementsFor(nameOf: (id: UniqueIdentifier) => string): Announcements {
  return {
    onDragStart: ({ active }) => `${nameOf(active.id)} is lifted.`,
    onDragOver({ over }) {
      const status = droppedOn(over?.id);
      return status === undefined ? 'It cannot be moved here.' : `To ${inWords(status)}.`;
    },
    onDragEnd({ active, over }) {
      const status = droppedOn(over?.id);
      return status === undefined
        ? `${nameOf(active.id)} stays where it was.`
        : `${nameOf(active.id)} is moved to ${inWords(status)}.`;
    },
    onDragCancel: ({ active }) => `${nameOf(active.id)} stays where it was.`,
  };
}
