/** The top of every page: the shop, who is here, how the sync stands, who I am. */
import { useDevice } from '../device.ts';
import { Faces } from '../people/faces.tsx';
import { asPeople, usePresent } from '../people/use-people.ts';
import { pagePath } from '../route.ts';
import { SearchBox } from '../search/search-box.tsx';
import { useAccount } from '../session/account-context.ts';
import { demoWords } from '../session/demo-words.ts';
import { SyncBadge } from '../status/sync-badge.tsx';
import { inWords } from '../words.ts';
import { Link } from './link.tsx';
import { PersonMenu } from './person-menu.tsx';
import classes from './shop-header.module.css';
import { UpdateNotice } from './update-notice.tsx';

export function ShopHeader({ leave }: { leave: () => void }) {
  const { replica } = useDevice();
  const account = useAccount();
  const others = asPeople(usePresent().filter(({ user }) => user !== replica.user.id));
  return (
    <header className={`top ${classes.header}`}>
      <span className={classes.brand}>
        <img src="/icon.svg" alt="" width="26" height="26" />
        <span className={classes.shop}>{inWords(replica.shop)}</span>
        {!account && (
          <span className={classes.demo} title={demoWords} data-testid="demo">
            Demo mode
          </span>
        )}
      </span>
      <span className="grow" />
      <SearchBox />
      <UpdateNotice />
      {others.length > 0 && (
        <Link className={classes.team ?? ''} href={pagePath(replica.shop, 'team')} title="Who is in the shop">
          <Faces people={others} label="In the shop now" />
        </Link>
      )}
      <SyncBadge />
      <PersonMenu leave={leave} />
    </header>
  );
}
