/** People as small round initials in their colour. */
import { initials } from '../words.ts';
import type { Person } from './person.ts';

const shown = 4;

export function Faces({ people, label }: { people: readonly Person[]; label: string }) {
  if (people.length === 0) return null;
  const rest = people.length - shown;
  return (
    <span
      className="faces"
      role="group"
      aria-label={`${label}: ${people.map(({ name }) => name).join(', ')}`}
    >
      {people.slice(0, shown).map((person) => (
        <span
          key={person.key}
          className="face"
          data-user={person.user}
          data-idle={person.idle}
          style={person.idle ? { borderColor: person.color } : { backgroundColor: person.color }}
          title={person.idle ? `${person.name} (idle)` : person.name}
          aria-hidden="true"
        >
          {initials(person.name)}
        </span>
      ))}
      {rest > 0 && <span className="quiet">+{rest}</span>}
    </span>
  );
}
