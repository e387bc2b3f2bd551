/** A scene for tests: an identity provider on loopback, with real keys, that says what the test wants and keeps to the protocol. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createHash, randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import { assert } from '../../shared/lib/assert.ts';

interface Asked {
  readonly redirect: string;
  readonly nonce: string;
  readonly challenge: string;
  readonly client: string;
}

/** What is other than it should be, in the next answers. */
export interface Odd {
  /** In the ID token. */
  claims?: JWTPayload;
  issuer?: string;
  audience?: string;
  alg?: 'RS256' | 'HS256' | 'none';
  /** Signed with a key that it never published. */
  foreignKey?: boolean;
  /** It answers the browser with this error. */
  error?: string;
  state?: string;
  /** The token endpoint answers with this status. */
  status?: number;
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(body));
}

/** Making a pair takes longer than most tests: the first ones are the same for all. */
const pairs = new Map<string, ReturnType<typeof generateKeyPair>>();
function pairOf(whose: 'own' | 'foreign') {
  const pair = pairs.get(whose) ?? generateKeyPair('RS256');
  pairs.set(whose, pair);
  return pair;
}

export async function providerScene({ asks = false } = {}) {
  let keys = await pairOf('own');
  let kid = 'one';
  const codes = new Map<string, Asked>();
  const refreshes = new Set<string>();
  const odd: Odd = {};
  const said = { tokens: 0, renewed: 0, verifiers: [] as string[] };
  let user: JWTPayload = { sub: 'eva', name: 'Eva Lind', shop: 'demo', role: 'technician' };
  let issuer = '';

  const idToken = async (nonce: string | undefined): Promise<string> => {
    const payload = { ...user, ...(nonce !== undefined && { nonce }), ...odd.claims };
    // Each a second after the one before, since of two of one second the one counts that says less (rule OIDC-12).
    const now = Math.floor(Date.now() / 1000) - 100 + said.tokens;
    const about = { iss: odd.issuer ?? issuer, aud: odd.audience ?? 'solder-page', iat: now, exp: now + 400 };
    if (odd.alg === 'none') return `${part({ alg: 'none' })}.${part({ ...about, ...payload })}.`;
    const key =
      odd.alg === 'HS256'
        ? new Uint8Array(32).fill(1)
        : odd.foreignKey
          ? (await pairOf('foreign')).privateKey
          : keys.privateKey;
    return new SignJWT({ ...about, ...payload })
      .setProtectedHeader({ alg: odd.alg ?? 'RS256', kid })
      .sign(key);
  };

  async function token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk as Uint8Array);
    const sent = new URLSearchParams(Buffer.concat(chunks).toString());
    if (odd.status !== undefined) return json(response, odd.status, { error: 'server_error' });
    if (sent.get('client_id') !== 'solder-page' || sent.get('client_secret') !== 'a secret of two')
      return json(response, 401, { error: 'invalid_client' });
    said.tokens++;
    if (sent.get('grant_type') === 'refresh_token') {
      const shown = sent.get('refresh_token') ?? '';
      if (!refreshes.delete(shown)) return json(response, 400, { error: 'invalid_grant' });
      said.renewed++;
    } else {
      const asked = codes.get(sent.get('code') ?? '');
      codes.delete(sent.get('code') ?? '');
      const verifier = sent.get('code_verifier') ?? '';
      said.verifiers.push(verifier);
      const isTheirs =
        asked?.redirect === sent.get('redirect_uri') &&
        asked?.challenge === createHash('sha256').update(verifier).digest('base64url');
      if (!asked || !isTheirs) return json(response, 400, { error: 'invalid_grant' });
      return answer(response, asked.nonce);
    }
    return answer(response, undefined);
  }

  async function answer(response: ServerResponse, nonce: string | undefined): Promise<void> {
    const refresh = randomUUID();
    refreshes.add(refresh);
    json(response, 200, {
      access_token: randomUUID(),
      token_type: 'Bearer',
      expires_in: 300,
      refresh_token: refresh,
      id_token: await idToken(nonce),
    });
  }

  function authorize(url: URL, response: ServerResponse): void {
    const asked = (name: string): string => url.searchParams.get(name) ?? '';
    const back = new URL(asked('redirect_uri'));
    back.searchParams.set('state', odd.state ?? asked('state'));
    if (odd.error !== undefined) back.searchParams.set('error', odd.error);
    else {
      const code = randomUUID();
      const { redirect, nonce, challenge, client } = {
        redirect: asked('redirect_uri'),
        nonce: asked('nonce'),
        challenge: asked('code_challenge'),
        client: asked('client_id'),
      };
      codes.set(code, { redirect, nonce, challenge, client });
      back.searchParams.set('code', code);
    }
    if (!asks) {
      response.writeHead(302, { Location: back.href }).end();
      return;
    }
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end(
      `<!doctype html><title>Example</title><a href="${back.href.replaceAll('&', '&amp;')}">Go on as Eva</a>`,
    );
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', issuer);
    const serve = async (): Promise<void> => {
      switch (url.pathname) {
        case '/.well-known/openid-configuration':
          return json(response, 200, {
            issuer,
            authorization_endpoint: `${issuer}/authorize`,
            token_endpoint: `${issuer}/token`,
            jwks_uri: `${issuer}/keys`,
            response_types_supported: ['code'],
            id_token_signing_alg_values_supported: ['RS256'],
            code_challenge_methods_supported: ['S256'],
          });
        case '/keys':
          return json(response, 200, {
            keys: [{ ...(await exportJWK(keys.publicKey)), kid, alg: 'RS256', use: 'sig' }],
          });
        case '/authorize':
          return authorize(url, response);
        case '/token':
          return token(request, response);
        default:
          response.writeHead(404).end();
          return undefined;
      }
    };
    serve().catch(() => response.writeHead(500).end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert(address !== null && typeof address === 'object', 'a bound server has an address');
  issuer = `http://127.0.0.1:${address.port}`;

  return {
    issuer,
    odd,
    said,
    be(someone: JWTPayload): void {
      user = someone;
    },
    /** From now on it vouches for nobody who was signed in before. */
    forgetAll: () => refreshes.clear(),
    /** It publishes another key, and signs with that. */
    async rotate(): Promise<void> {
      keys = await generateKeyPair('RS256');
      kid = `${kid}+`;
    },
    /** As `SOLDER_OIDC` names it. */
    file: {
      issuer,
      audience: 'solder-api',
      jwks: `${issuer}/keys`,
      algorithms: ['RS256'],
      roles: { boss: 'owner', technician: 'technician' },
      client: {
        id: 'solder-page',
        secret: 'a secret of two',
        scope: 'openid profile offline_access',
        name: 'Example',
      },
    },
    close(): void {
      server.closeAllConnections();
      server.close();
    },
  };
}
