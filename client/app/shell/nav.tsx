/** The navigation: a column with words on a wide screen, a narrow one with pictures on a tablet, a bar at a phone's thumb. */
import { UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useDevice } from '../device.ts';
import { useSentBackCount } from '../refused/use-sent-back.ts';
import { useOpenQuestions } from '../reviews/use-open-questions.ts';
import { Link } from './link.tsx';
import classes from './nav.module.css';
import { navGroups, type NavItem } from './nav-items.ts';

/** `current` is the name of the page or kind that is shown. */
export function Nav({ current }: { current: string }) {
  const { replica } = useDevice();
  const [more, setMore] = useState(false);
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!more) return undefined;
    const outside = (event: PointerEvent): void => {
      if (!(event.target instanceof Node) || !nav.current?.contains(event.target)) setMore(false);
    };
    window.addEventListener('pointerdown', outside);
    return () => window.removeEventListener('pointerdown', outside);
  }, [more]);
  return (
    <nav
      className={classes.nav}
      aria-label="Main"
      data-more={more}
      ref={nav}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setMore(false);
      }}
    >
      {navGroups(replica.shop, replica.user.role).map(({ label, items }) => (
        <div className={classes.group} key={label} role="group" aria-label={label}>
          <span className={classes.label} aria-hidden="true">
            {label}
          </span>
          {items.map((item) => (
            <Item key={item.name} item={item} current={item.name === current} go={() => setMore(false)} />
          ))}
        </div>
      ))}
      <UnstyledButton
        className={`${classes.item} ${classes.dots}`}
        aria-expanded={more}
        onClick={() => setMore(!more)}
      >
        <IconDots size={22} stroke={1.7} aria-hidden="true" />
        <span>More</span>
        <OpenCount what="to decide" />
      </UnstyledButton>
    </nav>
  );
}

function Item({ item, current, go }: { item: NavItem; current: boolean; go: () => void }) {
  const { icon: Icon } = item;
  return (
    <Link
      className={classes.item ?? ''}
      href={item.path}
      aria-current={current ? 'page' : undefined}
      data-first={item.first}
      onClick={go}
    >
      <Icon size={22} stroke={1.7} aria-hidden="true" />
      <span>{item.label}</span>
      {item.name === 'reviews' && <OpenCount />}
    </Link>
  );
}

/** How many questions and refused edits wait for somebody: told where the way to them is. */
function OpenCount({ what }: { readonly what?: string }) {
  const waiting = useOpenQuestions().length + useSentBackCount();
  if (waiting === 0) return null;
  return (
    <span className={classes.open}>
      {waiting}
      {what !== undefined && <VisuallyHidden> {what}</VisuallyHidden>}
    </span>
  );
}
