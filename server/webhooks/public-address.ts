/**
 * Which addresses a webhook may lead to: none of this machine, of the network that it stands in, or of the services that clouds offer
 * there, whatever name leads to them (rule HOOK-5). What a name means is looked up for the connection itself, so that it cannot
 * mean something else between the look and the connection.
 */
import { lookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

const blocked = new BlockList();
for (const [address, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  blocked.addSubnet(address, prefix, 'ipv4');
for (const [address, prefix] of [
  ['::', 128],
  ['::1', 128],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  blocked.addSubnet(address, prefix, 'ipv6');

/** Whether an address, as numbers, is one of the internet's. */
export function isPublic(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  if (mapped !== undefined) return isPublic(mapped);
  return !blocked.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/**
 * Whether an address may be called at all, as far as it says so itself: over TLS, and not by an address or a name that leads nowhere
 * else than here. What other names mean is looked at when it is called.
 */
export function leadsOut(url: URL): boolean {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const isHere = isIP(host) === 0 ? /(^|\.)localhost\.?$/i.test(host) : !isPublic(host);
  return url.protocol === 'https:' && !isHere;
}

/** The host is not one that a webhook may lead to. */
export class NotPublic extends Error {
  override readonly name = 'NotPublic';
}

export type Lookup = (
  host: string,
  options: { readonly all: true },
  done: (error: Error | null, addresses: LookupAddress[]) => void,
) => void;

/** For a connection: what a name means, where all of it is public. */
export const publicLookup =
  (find: Lookup = lookup): LookupFunction =>
  (host, options, done) => {
    find(host, { all: true }, (error, addresses) => {
      if (error) return done(error, '', 0);
      const [first] = addresses;
      if (!first || !addresses.every(({ address }) => isPublic(address))) {
        return done(new NotPublic(`${host} leads into a network of its own`), '', 0);
      }
      if (options.all) return done(null, addresses);
      done(null, first.address, first.family);
    });
  };
