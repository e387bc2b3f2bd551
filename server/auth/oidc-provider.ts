/** What a relay knows of an identity provider, read from the file that `SOLDER_OIDC` names (rule OIDC-1). */
import { readFile } from 'node:fs/promises';
import { parseShop, type ShopId } from '../../shared/lib/ids.ts';
import type { Role } from '../../shared/schema/field.ts';
import { roles } from '../../shared/schema/roles.ts';

/** Signatures with a key pair only: with a shared secret whoever checks could sign as well. */
export const oidcAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
];

/** What the relay is to the provider, for people who sign in on the page. */
export interface OidcClient {
  readonly id: string;
  /** Empty for a public client: then PKCE alone keeps a code from others. */
  readonly secret: string;
  /** With `offline_access`, most providers hand out what they are asked again with. */
  readonly scope: string;
  /** What people call the provider. */
  readonly name: string;
}

export interface OidcProvider {
  readonly issuer: string;
  readonly audience: string;
  /** Where the provider tells its public keys. */
  readonly jwks: URL;
  readonly algorithms: readonly string[];
  /** Which claim says what; `a.b` is a claim within a claim. */
  readonly claims: {
    readonly shop: string;
    readonly user: string;
    readonly name: string;
    readonly role: string;
    /** A location or a list of them; who has no such claim is what the shop says of them. */
    readonly locations: string;
  };
  /** The shop of everybody, where no claim says it. */
  readonly shop: ShopId | undefined;
  /** Absent where people bring tokens from elsewhere, and the page has no way to the provider's. */
  readonly client?: OidcClient;
  /** What the provider's words for roles are here. */
  readonly roles: ReadonlyMap<string, Role>;
}

/** The file cannot be used; its message is for the operator. */
export class BadOidcFile extends Error {
  override readonly name = 'BadOidcFile';
}

/** @throws BadOidcFile */
export async function readOidcFile(file: string): Promise<OidcProvider> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    const why = error instanceof SyntaxError ? 'is no JSON' : 'cannot be read';
    throw new BadOidcFile(`${file} ${why}.`, { cause: error });
  }
  return readOidc(value, file);
}

/** @throws BadOidcFile */
export function readOidc(value: unknown, file: string): OidcProvider {
  const fields = fieldsOf(value);
  const bad = (what: string): never => {
    throw new BadOidcFile(`${file}: ${what}`);
  };
  const text = (name: string): string => {
    const found = fields.get(name);
    return typeof found === 'string' && found !== '' ? found : bad(`"${name}" is missing.`);
  };
  const address = (name: string): URL => {
    const found = URL.parse(text(name));
    return found && isSafe(found) ? found : bad(`"${name}" is an https address (http on this machine only).`);
  };
  // What the provider answers at either of them is believed: whoever stands in between would sign people in.
  address('issuer');
  const jwks = address('jwks');
  const algorithms = fields.get('algorithms') ?? ['RS256'];
  const areKnown =
    Array.isArray(algorithms) &&
    algorithms.length > 0 &&
    algorithms.every((each) => oidcAlgorithms.includes(each));
  if (!areKnown) return bad(`"algorithms" is a list of ${oidcAlgorithms.join(', ')}.`);
  const client =
    fields.get('client') === undefined ? undefined : clientIn(fieldsOf(fields.get('client')), bad);
  const fixed = fields.get('shop');
  const shop = typeof fixed === 'string' ? parseShop(fixed) : undefined;
  if (fixed !== undefined && !shop) return bad('"shop" is no name of a shop.');
  const named = fieldsOf(fields.get('claims'));
  const claim = (name: string, usual: string): string => {
    const found = named.get(name) ?? usual;
    return typeof found === 'string' && found !== ''
      ? found
      : bad(`"claims.${name}" is the name of a claim.`);
  };
  const mapped = [...fieldsOf(fields.get('roles'))].map(([theirs, ours]): [string, Role] => {
    const role = roles.find((each) => each === ours);
    return [theirs, role ?? bad(`"roles" leads to ${roles.join(', ')}.`)];
  });
  return {
    issuer: text('issuer'),
    audience: text('audience'),
    jwks,
    algorithms: algorithms as string[],
    claims: {
      shop: claim('shop', 'shop'),
      user: claim('user', 'sub'),
      name: claim('name', 'name'),
      role: claim('role', 'role'),
      locations: claim('locations', 'locations'),
    },
    shop,
    ...(client && { client }),
    roles: new Map(mapped),
  };
}

/** @param bad throws */
function clientIn(fields: ReadonlyMap<string, unknown>, bad: (what: string) => never): OidcClient {
  const text = (name: string, usual?: string): string => {
    const found = fields.get(name) ?? usual;
    return typeof found === 'string' ? found : bad(`"client.${name}" is a text.`);
  };
  const [id, scope] = [text('id'), text('scope', 'openid profile')];
  if (id === '') return bad('"client.id" is missing.');
  if (!scope.split(' ').includes('openid')) return bad('"client.scope" has "openid" in it.');
  return { id, secret: text('secret', ''), scope, name: text('name', 'your organisation') };
}

const isSafe = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname));

const fieldsOf = (value: unknown): ReadonlyMap<string, unknown> =>
  new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
