/** A link inside the page: an ordinary one to the browser and its modified clicks, without a load to everybody else. */
import type { AnchorHTMLAttributes, ReactNode } from 'react';
import { goTo } from '../use-route.ts';

interface LinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  readonly href: string;
  readonly children: ReactNode;
}

export function Link({ href, children, onClick, ...rest }: LinkProps) {
  return (
    <a
      {...rest}
      href={href}
      onClick={(event) => {
        onClick?.(event);
        const plain =
          event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
        if (!plain || event.defaultPrevented) return;
        event.preventDefault();
        goTo(href);
      }}
    >
      {children}
    </a>
  );
}
