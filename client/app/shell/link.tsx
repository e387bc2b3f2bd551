/** A link inside the page: an ordinary one to the browser and its modified clicks, without a load to everybody else. */
import type { AnchorHTMLAttributes, ReactNode, Ref } from 'react';
import { followLink } from './follow-link.ts';

interface LinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  readonly href: string;
  readonly children: ReactNode;
  readonly ref?: Ref<HTMLAnchorElement>;
}

export function Link({ href, children, onClick, ...rest }: LinkProps) {
  return (
    <a
      {...rest}
      href={href}
      onClick={(event) => {
        onClick?.(event);
        followLink(event);
      }}
    >
      {children}
    </a>
  );
}
