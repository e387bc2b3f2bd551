/** An account, chosen from the people of the shop by their names. */
import { useColleagues, useNameOf } from '../people/use-colleagues.ts';
import { Choice } from './choice.tsx';

interface PersonChoiceProps {
  readonly id?: string | undefined;
  readonly label?: string | undefined;
  readonly value: string;
  readonly disabled?: boolean;
  readonly choose: (user: string) => void;
}

export function PersonChoice(props: PersonChoiceProps) {
  const people = useColleagues();
  const nameOf = useNameOf();
  const choices = people
    .filter(({ active, user }) => active || user === props.value)
    .map(({ user, name }) => ({ value: user, label: name }));
  return <Choice {...props} choices={choices} empty inWords={nameOf} />;
}
