/** A caller of an emulator for its own tests: says what came back, whatever it was. */

export interface Answered {
  readonly status: number;
  /** Parsed where it was JSON, else the text. */
  readonly body: unknown;
  readonly headers: Headers;
}

export interface Caller {
  get(address: string): Promise<Answered>;
  post(address: string, body?: unknown): Promise<Answered>;
  patch(address: string, body: unknown): Promise<Answered>;
  put(address: string, body: unknown): Promise<Answered>;
  delete(address: string): Promise<Answered>;
}

/** @param token asked for at each call: it may have been renewed */
export function caller(
  url: string,
  token: () => string | undefined,
  headers: Record<string, string> = {},
): Caller {
  const call = async (method: string, address: string, body?: unknown): Promise<Answered> => {
    const bearer = token();
    const response = await fetch(url + address, {
      method,
      headers: { ...headers, ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = response.headers.get('content-type')?.startsWith('application/json') === true;
    return { status: response.status, body: json ? JSON.parse(text) : text, headers: response.headers };
  };
  return {
    get: (address) => call('GET', address),
    post: (address, body = {}) => call('POST', address, body),
    patch: (address, body) => call('PATCH', address, body),
    put: (address, body) => call('PUT', address, body),
    delete: (address) => call('DELETE', address),
  };
}
