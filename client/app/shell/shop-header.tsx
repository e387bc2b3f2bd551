/** The top of every page: kinds, who is here, how the sync stands, who I am. */
import type { Kind } from '../../../shared/schema/field.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import { useDevice } from '../device.ts';
import { colorOf } from '../people/color-of.ts';
import { Faces } from '../people/faces.tsx';
import { asPeople, usePresent } from '../people/use-people.ts';
import { listPath } from '../route.ts';
import { SyncBadge } from '../status/sync-badge.tsx';
import { initials, inWords } from '../words.ts';
import { Link } from './link.tsx';
import { UpdateNotice } from './update-notice.tsx';

export function ShopHeader({ kind, leave }: { kind: Kind; leave: () => void }) {
  const { replica } = useDevice();
  const others = usePresent().filter(({ user }) => user !== replica.user.id);
  return (
    <header className="top">
      <span className="brand">
        Solder <span className="quiet">{inWords(replica.shop)}</span>
      </span>
      <nav aria-label="Kinds of record">
        {[...kinds.values()].map((each) => (
          <Link
            key={each.name}
            href={listPath(replica.shop, each.name)}
            aria-current={each.name === kind.name ? 'true' : undefined}
          >
            {each.plural}
          </Link>
        ))}
      </nav>
      <span className="grow" />
      <UpdateNotice />
      <Faces people={asPeople(others)} label="In the shop now" />
      <SyncBadge />
      <button
        type="button"
        className="me"
        onClick={leave}
        title={`${inWords(replica.user.role)}. Switch person`}
      >
        <span className="full-name">{replica.user.name}</span>
        <span className="face" style={{ backgroundColor: colorOf(replica.user.id) }} aria-hidden="true">
          {initials(replica.user.name)}
        </span>
      </button>
    </header>
  );
}
