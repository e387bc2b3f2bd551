/** Labels to print, `?order=ID`: after a check-in, or again when one was lost. */
import { Button } from '@mantine/core';
import { IconPrinter } from '@tabler/icons-react';
import { parseEntityId, type EntityName, type KindName } from '../../../shared/lib/ids.ts';
import { useDevice } from '../device.ts';
import { PasscodesTold } from '../check-in/passcodes-told.tsx';
import { textOf } from '../list/text-of.ts';
import { Empty } from '../parts/empty.tsx';
import { useOrderDevices } from '../order/use-order-devices.ts';
import { PageHead } from '../parts/page-head.tsx';
import { useHere } from '../people/use-people.ts';
import { pagePath, recordPath } from '../route.ts';
import { followLink } from '../shell/follow-link.ts';
import { Link } from '../shell/link.tsx';
import { useRoute } from '../use-route.ts';
import { Label } from './label.tsx';
import { labelsOf } from './labels-of.ts';
import classes from './labels.module.css';

export function LabelsPage() {
  useHere(undefined, '');
  const { replica } = useDevice();
  const { query } = useRoute();
  const id = parseEntityId(query.get('order') ?? '');
  const devices = useOrderDevices(id ?? '');
  const name = id && ({ kind: 'order' as KindName, id } satisfies EntityName);
  const order = name && replica.row(name);
  if (!name || !order) {
    return (
      <main className={classes.page}>
        <PageHead title="Labels" />
        <Empty title="No such order on this device">Open the order, and choose its labels there.</Empty>
      </main>
    );
  }
  const clientId = parseEntityId(textOf(order, 'client'));
  const client = clientId && replica.row({ kind: 'client' as KindName, id: clientId });
  const { origin } = window.location;
  const labels = labelsOf({
    order,
    client,
    devices,
    address: (device) => `${origin}/${replica.shop}/device/${device}`,
  });
  const number = textOf(order, 'number');
  return (
    <main className={classes.page}>
      <PageHead title={`Labels of ${number || 'this order'}`}>
        <Button variant="default" component="a" href={recordPath(replica.shop, name)} onClick={followLink}>
          Open the order
        </Button>
        <Button
          leftSection={<IconPrinter size={18} aria-hidden="true" />}
          disabled={labels.length === 0}
          onClick={() => window.print()}
        >
          Print
        </Button>
      </PageHead>
      <PasscodesTold devices={devices} />
      {labels.length === 0 && <Empty title="This order has no devices" />}
      <div className={classes.sheet}>
        {labels.map((content) => (
          <Label key={content.address} content={content} />
        ))}
      </div>
      <p className={`quiet ${classes.next}`}>
        <Link className="record-link" href={pagePath(replica.shop, 'check-in')}>
          Check in something else
        </Link>
      </p>
    </main>
  );
}
