/** The frame around every page of a shop: navigation, header, what must be told, and the page. */
import { Suspense, useCallback, useState, type ReactNode } from 'react';
import { Boundary } from '../failure/boundary.tsx';
import { lazyPart } from '../failure/lazy-part.tsx';
import { BarFailed } from '../failure/page-failed.tsx';
import { Banners } from '../status/banners.tsx';
import classes from './frame.module.css';
import { Nav } from './nav.tsx';
import { ShopHeader } from './shop-header.tsx';
import { useShortcuts } from './use-shortcuts.ts';

const ShortcutsHelp = lazyPart(() => import('./shortcuts-help.tsx').then((part) => part.ShortcutsHelp));

interface FrameProps {
  /** The page or kind that is shown, as in the address. */
  readonly current: string;
  readonly leave: () => void;
  readonly signInAgain: () => void;
  readonly children: ReactNode;
}

export function Frame({ current, leave, signInAgain, children }: FrameProps) {
  const [helping, setHelping] = useState(false);
  useShortcuts(useCallback(() => setHelping(true), []));
  return (
    <div className={classes.frame}>
      <a className={classes.skip} href="#page">
        Skip to the page
      </a>
      <Nav current={current} />
      <div className={classes.header}>
        <Boundary instead={BarFailed}>
          <ShopHeader leave={leave} />
        </Boundary>
      </div>
      <div className={classes.main} id="page" tabIndex={-1}>
        <Banners signInAgain={signInAgain} />
        {children}
      </div>
      {helping && (
        <Boundary instead={BarFailed}>
          <Suspense>
            <ShortcutsHelp close={() => setHelping(false)} />
          </Suspense>
        </Boundary>
      )}
    </div>
  );
}
