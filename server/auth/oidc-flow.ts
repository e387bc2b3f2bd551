/**
 * Signing in at an identity provider by its page: the authorization code flow with PKCE, where the relay is the client that takes
 * the code (section OIDC of docs/SPEC.md). What the provider answers is checked here; who may come in is for others to say.
 */
import { createRemoteJWKSet, jwtVerify, type JWTVerifyGetKey } from 'jose';
import * as oauth from 'oauth4webapi';
import type { Time } from '../../shared/lib/time.ts';
import { claimedIn, type Claimed } from './oidc.ts';
import type { OidcClient, OidcProvider } from './oidc-provider.ts';

/** What was sent along, and must come back. */
export interface Checks {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly redirect: string;
}

/** Somebody whom the provider vouches for. */
export interface Vouched {
  readonly claimed: Claimed;
  /** With which the provider is asked again later; undefined where it gives none. */
  readonly refresh: string | undefined;
}

/**
 * `denied`: the person, or the provider, said no. `provider`: it answered with another error. `forged`: what came is not what was
 * asked for. `away`: it cannot be reached. `over`: it vouches for them no more. `nobody`: its claims name no shop or user.
 */
export type OidcFailure = 'denied' | 'provider' | 'forged' | 'away' | 'over' | 'nobody';

export class OidcFailed extends Error {
  override readonly name = 'OidcFailed';
  readonly why: OidcFailure;

  constructor(why: OidcFailure, cause?: unknown) {
    super(why, { cause });
    this.why = why;
  }
}

/** All throw OidcFailed. */
export interface OidcFlow {
  /** What the provider is called on the page. */
  readonly name: string;
  /** Where the browser goes, and what is to be kept until it comes back. */
  begin(redirect: string): Promise<{ readonly address: URL; readonly checks: Checks }>;
  /** What the browser came back with. */
  finish(came: URL, checks: Checks): Promise<Vouched>;
  /**
   * Asks the provider again. `keep` is handed what it is asked with the next time, before anything else of the answer is looked at:
   * the one before is used up. Undefined where it says nothing of who they are. @throws OidcFailed `over` when it vouches for them no more
   */
  renew(refresh: string, keep: (next: string) => Promise<void>): Promise<Claimed | undefined>;
}

const patience = 8_000;

export function createOidcFlow(
  provider: OidcProvider & { readonly client: OidcClient },
  time: Time,
  keys: JWTVerifyGetKey = createRemoteJWKSet(provider.jwks, { timeoutDuration: 5_000 }),
): OidcFlow {
  const issuer = new URL(provider.issuer);
  const { id, secret, scope, name } = provider.client;
  const client: oauth.Client = { client_id: id };
  const authentication = secret === '' ? oauth.None() : oauth.ClientSecretPost(secret);
  const options = () => ({
    [oauth.allowInsecureRequests]: issuer.protocol === 'http:',
    signal: AbortSignal.timeout(patience),
  });
  let asking: Promise<oauth.AuthorizationServer> | undefined;

  /** The provider's addresses: asked for once, however many begin meanwhile, and again after that failed. */
  async function server(): Promise<oauth.AuthorizationServer> {
    asking ??= attempt('provider', async () =>
      oauth.processDiscoveryResponse(
        issuer,
        await oauth.discoveryRequest(issuer, { algorithm: 'oidc', ...options() }),
      ),
    );
    const mine = asking;
    try {
      return await mine;
    } catch (error) {
      if (asking === mine) asking = undefined;
      throw error;
    }
  }

  /** Its signature is looked at, too, whichever way it came. */
  async function vouchedIn(answer: oauth.TokenEndpointResponse): Promise<Claimed | undefined> {
    if (answer.id_token === undefined) return undefined;
    const { payload } = await jwtVerify(answer.id_token, keys, {
      algorithms: [...provider.algorithms],
      issuer: provider.issuer,
      audience: id,
      currentDate: new Date(time.now()),
      requiredClaims: ['exp', 'sub'],
    });
    const claimed = claimedIn(payload, provider);
    if (!claimed) throw new OidcFailed('nobody');
    return claimed;
  }

  return {
    name,
    async begin(redirect) {
      const { authorization_endpoint: endpoint } = await server();
      if (endpoint === undefined) throw new OidcFailed('provider');
      const checks = {
        state: oauth.generateRandomState(),
        nonce: oauth.generateRandomNonce(),
        verifier: oauth.generateRandomCodeVerifier(),
        redirect,
      };
      const address = new URL(endpoint);
      const asked = {
        client_id: id,
        response_type: 'code',
        redirect_uri: redirect,
        scope,
        state: checks.state,
        nonce: checks.nonce,
        code_challenge: await oauth.calculatePKCECodeChallenge(checks.verifier),
        code_challenge_method: 'S256',
      };
      for (const [part, value] of Object.entries(asked)) address.searchParams.set(part, value);
      return { address, checks };
    },
    async finish(came, { state, nonce, verifier, redirect }) {
      const as = await server();
      return attempt('forged', async () => {
        const parameters = oauth.validateAuthResponse(as, client, came, state);
        const response = await oauth.authorizationCodeGrantRequest(
          as,
          client,
          authentication,
          parameters,
          redirect,
          verifier,
          options(),
        );
        const answer = await oauth.processAuthorizationCodeResponse(as, client, response, {
          expectedNonce: nonce,
          requireIdToken: true,
        });
        const claimed = await vouchedIn(answer);
        if (!claimed) throw new OidcFailed('forged');
        return { claimed, refresh: answer.refresh_token };
      });
    },
    async renew(refresh, keep) {
      const as = await server();
      return attempt('over', async () => {
        const response = await oauth.refreshTokenGrantRequest(as, client, authentication, refresh, options());
        const answer = await oauth.processRefreshTokenResponse(as, client, response);
        if (answer.refresh_token !== undefined) await keep(answer.refresh_token);
        return vouchedIn(answer);
      });
    },
  };
}

/** @throws OidcFailed `otherwise` where nothing more is known */
async function attempt<T>(otherwise: OidcFailure, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof OidcFailed) throw error;
    throw new OidcFailed(whyOf(error, otherwise), error);
  }
}

function whyOf(error: unknown, otherwise: OidcFailure): OidcFailure {
  if (error instanceof oauth.AuthorizationResponseError)
    return error.error === 'access_denied' ? 'denied' : 'provider';
  // The token endpoint says no: to a code that is none, or to somebody whom it does not vouch for any more.
  if (error instanceof oauth.ResponseBodyError) {
    if (error.error === 'invalid_grant') return otherwise;
    return error.status >= 500 ? 'away' : 'provider';
  }
  if (error instanceof oauth.OperationProcessingError) {
    const { cause } = error;
    const status = cause instanceof Response ? cause.status : 0;
    return status >= 500 || status === 429 ? 'away' : otherwise === 'over' ? 'provider' : otherwise;
  }
  const name = error instanceof Error ? error.name : '';
  const code = error instanceof Error && 'code' in error ? error.code : '';
  const isAway = error instanceof TypeError || name === 'TimeoutError' || code === 'ERR_JWKS_TIMEOUT';
  if (isAway || code === 'ERR_JOSE_GENERIC') return 'away';
  return otherwise === 'over' ? 'provider' : otherwise;
}
