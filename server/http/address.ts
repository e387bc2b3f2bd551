/**
 * From which address a request came, for counting tries and sockets (rule AUTH-21). Behind a proxy of this machine, or one that
 * the settings name, it is whom that proxy heard; nobody else is believed.
 */
import { BlockList, isIP, isIPv6 } from 'node:net';

/**
 * `direct` is the other end of the connection, `forwarded` what `X-Forwarded-For` says. Of an address of version 6 the network is
 * answered, as `2001:db8:0:7::/64`. Empty where there is no connection, as in a test.
 */
export type AddressOf = (direct: string | undefined, forwarded: string | undefined) => string;

/** `proxies` are addresses or ranges such as `172.18.0.0/16`. */
export function createAddressOf(proxies: readonly string[] = []): AddressOf {
  const believed = new BlockList();
  for (const proxy of ['127.0.0.0/8', '::1', ...proxies]) addRange(believed, proxy);
  return (direct = '', forwarded = '') => {
    let address = plain(direct);
    // A proxy appends whom it heard; what stands before that may be anybody's invention.
    for (const hop of forwarded.split(',').toReversed()) {
      const said = plain(hop.trim());
      if (isIP(said) === 0 || !believed.check(address, familyOf(address))) break;
      address = said;
    }
    return countedAs(address);
  };
}

/** Whoever has an address of version 6 has all of its network of 64 bits, and would begin anew with each of them. */
function countedAs(address: string): string {
  if (!isIPv6(address)) return address;
  const groups = groupsOf(address);
  const isMapped = groups.slice(0, 5).every((group) => group === '0') && groups[5] === 'ffff';
  if (!isMapped) return `${groups.slice(0, 4).join(':')}::/64`;
  const [high = 0, low = 0] = groups.slice(6).map((group) => parseInt(group, 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** The eight groups of an address of version 6, in hexadecimal without zeros before them. */
function groupsOf(address: string): readonly string[] {
  // An address of a URL is written in one way only; what stands behind % is a name of this machine's own.
  const { hostname } = new URL(`http://[${address.replace(/%.*$/, '')}]`);
  const [before = [], behind = []] = hostname
    .slice(1, -1)
    .split('::')
    .map((part) => part.split(':').filter((group) => group !== ''));
  return [...before, ...Array<string>(8 - before.length - behind.length).fill('0'), ...behind];
}

/** Whether it is an address, or a range with the number of bits that count. */
export function isAddressRange(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  if (isIP(address) === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (isIPv6(address) ? 128 : 32));
}

function addRange(list: BlockList, range: string): void {
  const [address = '', bits] = range.split('/');
  if (bits === undefined) list.addAddress(address, familyOf(address));
  else list.addSubnet(address, Number(bits), familyOf(address));
}

/** An address of version 4 that a socket of version 6 heard, as version 4 has it. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIPv6(address) ? 'ipv6' : 'ipv4');
